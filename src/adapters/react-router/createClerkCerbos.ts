import type { Loaders } from '../../ask/types/Loader';
import type { RegisteredPolicies } from '../../ask/types/Policies';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import { type AuthOptions, loadOnce, readClerkAuth } from '../../bridge/Framework';
import type { DataFunctionArgs, DataFunctionVerbs } from '../../bridge/data-functions/DataFunction';
import { createDataFunctions } from '../../bridge/data-functions/createDataFunctions';
import { assertOwnAuth } from '../../identify/assertOwnAuth';
import type { ClerkAuth } from '../../identify/ClerkAuth';

/** The verbs for the caller of a request, and the guard for loaders and actions. */
export type ReactRouterClerkCerbos<
  Policies extends object = RegisteredPolicies,
  L = Loaders<Policies>,
> = DataFunctionVerbs<Policies, L>;

/**
 * Connects Clerk and Cerbos in React Router 7 and 8 (framework mode). The first argument of each
 * verb is the `args` of the loader or action.
 *
 * `withCerbos` throws a refusal as a `Response`: 401, 403 (with Clerk's reverification body if the
 * policy demands a step-up), 404, 503, 500. Other values that loaders and actions throw or return
 * pass through, such as redirects and `data()`. Elsewhere `authorize` throws DeniedError. Clerk is
 * asked once per request, for all of its loaders.
 *
 * @param options - the Cerbos client, and optionally resource loaders, a principal mapping, a
 * deadline in milliseconds (default 2000) and more.
 * @throws ConfigurationError for options that can't work. The verbs throw it with the code
 * `missing_middleware` if Clerk's middleware did not run.
 * @example
 * ```ts
 * import { GRPC } from '@cerbos/grpc';
 * import { createClerkCerbos } from 'clerk-cerbos/react-router';
 * import type { LoaderFunctionArgs } from 'react-router';
 *
 * const documents = new Map([['7', { ownerId: 'user_1', title: 'Plan' }]]);
 *
 * const { withCerbos } = createClerkCerbos({
 *   cerbos: new GRPC(process.env.CERBOS_GRPC ?? '127.0.0.1:3593', { tls: false }),
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

const sdk = loadOnce(() => import('@clerk/react-router/server'));

/**
 * The auth object of the current request.
 *
 * @throws ConfigurationError `missing_middleware` if Clerk's middleware did not run, and
 * `invalid_configuration` if requests share a `context`.
 * @see https://clerk.com/docs/reference/react-router/get-auth
 */
async function currentAuth(args: DataFunctionArgs, asked: AuthOptions): Promise<ClerkAuth> {
  const { getAuth } = await sdk();
  const auth = await readClerkAuth(getAuth, [args], asked, '@clerk/react-router 3', {
    says: 'clerkMiddleware() not detected',
    write:
      'Export middleware = [clerkMiddleware()] of @clerk/react-router/server from app/root.tsx. React Router 7 also needs future.v8_middleware: true in react-router.config.ts.',
  });
  assertOwnAuth(auth, args.request, args.context);
  return auth;
}
