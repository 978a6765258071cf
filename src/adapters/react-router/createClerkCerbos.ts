import type { Loaders } from '../../ask/types/Loader';
import type { RegisteredPolicies } from '../../ask/types/Policies';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import { readClerkAuth } from '../../bridge/Framework';
import type { DataFunctionArgs, DataFunctionVerbs } from '../../bridge/data-functions/DataFunction';
import { createDataFunctions } from '../../bridge/data-functions/createDataFunctions';
import type { AcceptsToken } from '../../bridge/guard/Rule';
import { assertOwnAuth } from '../../identify/assertOwnAuth';
import type { ClerkAuth } from '../../identify/ClerkAuth';

/** The verbs for whoever makes a request, and the guard for loaders and actions. */
export type ReactRouterClerkCerbos<Policies extends object, L> = DataFunctionVerbs<Policies, L>;

/**
 * Joins Clerk and Cerbos in React Router 7 and 8, as a framework: every verb takes the `args` of
 * the loader or action first.
 *
 * `withCerbos` throws a refusal as a `Response`: 401, 403 (with Clerk's reverification body where
 * the policy asks for a step-up), 404, 503, 500. What loaders and actions throw or return
 * themselves, redirects and `data()` among it, passes through. Elsewhere `authorize` throws
 * DeniedError. Clerk is asked once for each request, however many loaders it calls.
 *
 * @param options - the Cerbos client, and what the app adds: resource loaders, a principal
 * mapping, a deadline in milliseconds (default 2000).
 * @throws ConfigurationError for options that can't work. The verbs throw it with the code
 * `missing_middleware` where Clerk's middleware does not run.
 * @example
 * ```ts
 * import { HTTP } from '@cerbos/http';
 * import { createClerkCerbos } from 'clerk-cerbos/react-router';
 * import type { LoaderFunctionArgs } from 'react-router';
 *
 * const documents = new Map([['7', { ownerId: 'user_1', title: 'Plan' }]]);
 *
 * const { withCerbos } = createClerkCerbos({
 *   cerbos: new HTTP(process.env.CERBOS_HTTP ?? 'http://127.0.0.1:3592'),
 *   resources: {
 *     document: async (id: string) => {
 *       const value = documents.get(id);
 *       return value === undefined ? null : { attr: { ownerId: value.ownerId }, value };
 *     },
 *   },
 * });
 *
 * export const loader = withCerbos(
 *   {
 *     action: 'view',
 *     resource: ({ params }: LoaderFunctionArgs) => ({ kind: 'document', id: params.id ?? '' }),
 *   },
 *   (args, grant) => ({ title: grant.resource.value.title }),
 * );
 * ```
 * @see https://clerk.com/docs/reference/react-router/get-auth
 */
export function createClerkCerbos<
  Policies extends object = RegisteredPolicies,
  const L extends Loaders<Policies> = Loaders<Policies>,
>(options: ClerkCerbosOptions<Policies, L>): ReactRouterClerkCerbos<Policies, L> {
  return createDataFunctions<Policies, L>(options, currentAuth);
}

/**
 * The auth object of the request that is being handled.
 *
 * @throws ConfigurationError `missing_middleware` where Clerk's middleware does not run, and
 * `invalid_configuration` where requests share a `context`.
 * @see https://clerk.com/docs/reference/react-router/get-auth
 */
async function currentAuth(
  args: DataFunctionArgs,
  acceptsToken?: AcceptsToken,
): Promise<ClerkAuth> {
  // An app that imports this entry and never asks needs no SDK.
  const { getAuth } = await import('@clerk/react-router/server');
  const auth = await readClerkAuth(getAuth, [args], acceptsToken, {
    says: 'clerkMiddleware() not detected',
    write:
      'Export middleware = [clerkMiddleware()], of @clerk/react-router/server, from app/root.tsx; React Router 7 runs it only with future.v8_middleware in react-router.config.ts.',
  });
  assertOwnAuth(auth, args.request, args.context);
  return auth;
}
