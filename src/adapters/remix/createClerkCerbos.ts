import type { Loaders } from '../../ask/types/Loader';
import type { RegisteredPolicies } from '../../ask/types/Policies';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import { createDataFunctions } from '../../bridge/data-functions/createDataFunctions';
import type { DataFunctionVerbs } from '../../bridge/data-functions/DataFunction';
import { refuseOtherTokens, type SessionTokensOnly } from '../../bridge/guard/readRoute';
import { currentAuth, readAuthorizedParties } from './currentAuth';

/** How the bridge is put together in Remix. */
export interface RemixClerkCerbosOptions<
  Policies extends object,
  L = Loaders<Policies>,
> extends ClerkCerbosOptions<Policies, L> {
  /**
   * The origins whose session tokens are accepted, `['https://app.example.com']`: the same that
   * `rootAuthLoader` is told, since what it is told holds for the root's loader alone.
   *
   * Not given, the tokens of every origin that the Clerk instance serves are accepted, as by
   * Clerk's own `getAuth`. A token without the claim `azp` is always accepted.
   */
  readonly authorizedParties?: readonly string[];
}

/** The verbs for whoever makes a request, and the guard for loaders and actions. */
export type RemixClerkCerbos<Policies extends object, L> = DataFunctionVerbs<
  Policies,
  L,
  SessionTokensOnly
>;

/**
 * Joins Clerk and Cerbos in Remix 2: every verb takes the `args` of the loader or action first.
 *
 * `withCerbos` throws a refusal as a `Response`: 401, 403 (with Clerk's reverification body where
 * the policy asks for a step-up), 404, 503, 500. What loaders and actions throw or return
 * themselves, redirects and `json()` among it, passes through, and so does what Clerk throws to
 * have the browser renew its token. Elsewhere `authorize` throws DeniedError. Clerk is asked once
 * for each request, however many loaders it calls.
 *
 * @param options - the Cerbos client, the origins whose tokens are accepted, and what the app
 * adds: resource loaders, a principal mapping, a deadline in milliseconds (default 2000).
 * @throws ConfigurationError for options that can't work.
 * @example
 * ```ts
 * import { HTTP } from '@cerbos/http';
 * import type { LoaderFunctionArgs } from '@remix-run/node';
 * import { createClerkCerbos } from 'clerk-cerbos/remix';
 *
 * const documents = new Map([['7', { ownerId: 'user_1', title: 'Plan' }]]);
 *
 * const { withCerbos } = createClerkCerbos({
 *   cerbos: new HTTP(process.env.CERBOS_HTTP ?? 'http://127.0.0.1:3592'),
 *   authorizedParties: ['https://app.example.com'],
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
 * @see https://clerk.com/docs/references/remix/get-auth
 */
export function createClerkCerbos<
  Policies extends object = RegisteredPolicies,
  const L extends Loaders<Policies> = Loaders<Policies>,
>(options: RemixClerkCerbosOptions<Policies, L>): RemixClerkCerbos<Policies, L> {
  // A copy may be made of no options at all, too; the bridge says then what is missing.
  const authorizedParties = readAuthorizedParties({ ...options }.authorizedParties);
  return createDataFunctions<Policies, L, SessionTokensOnly>(
    options,
    (args) => currentAuth(args, authorizedParties),
    (rule) => {
      refuseOtherTokens(rule, '@clerk/remix');
    },
  );
}
