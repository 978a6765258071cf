import type { Loaders } from '../../ask/types/Loader';
import type { RegisteredPolicies } from '../../ask/types/Policies';
import { getProperty } from '../../base/value';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import { loadOnce } from '../../bridge/Framework';
import { readAuthorizedParties } from '../../bridge/authorizedParties';
import type { DataFunctionArgs, DataFunctionVerbs } from '../../bridge/data-functions/DataFunction';
import { refuseOldSdk } from '../../bridge/refuseOldSdk';
import { createDataFunctions } from '../../bridge/data-functions/createDataFunctions';
import { refuseOtherTokens } from '../../bridge/guard/readRule';
import { readPending } from '../../bridge/readPending';
import type { SessionTokensOnly } from '../../bridge/guard/Rule';
import type { ClerkAuth } from '../../identify/ClerkAuth';

/** The options of `createClerkCerbos` in Remix. */
export interface RemixClerkCerbosOptions<
  Policies extends object,
  L = Loaders<Policies>,
> extends ClerkCerbosOptions<Policies, L> {
  /**
   * The origins whose session tokens are accepted: `['https://app.example.com']`. Pass the same
   * list to `rootAuthLoader`, whose own list only affects the root loader.
   *
   * Without it, tokens of every origin of the Clerk instance are accepted, as by Clerk's own
   * `getAuth`. A token without the claim `azp` is always accepted.
   */
  readonly authorizedParties?: readonly string[];
}

/** The verbs for the caller of a request, and the guard for loaders and actions. */
export type RemixClerkCerbos<
  Policies extends object = RegisteredPolicies,
  L = Loaders<Policies>,
> = DataFunctionVerbs<Policies, L, SessionTokensOnly>;

/**
 * Connects Clerk and Cerbos in Remix 2. The first argument of each verb is the `args` of the loader
 * or action.
 *
 * `withCerbos` throws a refusal as a `Response`: 401, 403 (with Clerk's reverification body if the
 * policy demands a step-up), 404, 503, 500. Other values that loaders and actions throw or return
 * pass through, such as redirects and `json()`. So do the redirects that Clerk throws to renew a
 * token in the browser. Elsewhere `authorize` throws DeniedError. Clerk is asked once per request,
 * for all of its loaders.
 *
 * @param options - the Cerbos client, and optionally the origins whose tokens are accepted,
 * resource loaders, a principal mapping, a deadline in milliseconds (default 2000) and more.
 * @throws ConfigurationError for options that can't work.
 * @example
 * ```ts
 * import { GRPC } from '@cerbos/grpc';
 * import type { LoaderFunctionArgs } from '@remix-run/node';
 * import { createClerkCerbos } from 'clerk-cerbos/remix';
 *
 * const documents = new Map([['7', { ownerId: 'user_1', title: 'Plan' }]]);
 *
 * const { withCerbos } = createClerkCerbos({
 *   cerbos: new GRPC(process.env.CERBOS_GRPC ?? '127.0.0.1:3593', { tls: false }),
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
  readPending(
    options,
    '@clerk/remix always treats pending sessions as signed out. Leave the option out.',
  );
  // The options may be missing. The bridge then throws the error for it.
  const authorizedParties = readAuthorizedParties(
    getProperty(options, 'authorizedParties'),
    "authorizedParties is not set, so getAuth of @clerk/remix accepts session tokens of every origin of your Clerk instance, even if rootAuthLoader has a list. Write createClerkCerbos({ cerbos, authorizedParties: ['https://app.example.com'] }), and pass the same list to rootAuthLoader.",
  );
  return createDataFunctions<Policies, L, SessionTokensOnly>(
    options,
    (args) => currentAuth(args, authorizedParties),
    (rule) => {
      refuseOtherTokens(rule, '@clerk/remix');
    },
  );
}

const sdk = loadOnce(() => import('@clerk/remix/ssr.server'));

/**
 * The auth object of the current request. The SDK verifies the token at every call, so ask once.
 *
 * @param authorizedParties - the origins whose session tokens are accepted. Default: all.
 * @throws any error of the SDK. It throws a redirect as a `Response` if the browser must renew its
 * token.
 * @see https://clerk.com/docs/references/remix/get-auth
 */
async function currentAuth(
  args: DataFunctionArgs,
  authorizedParties: readonly string[] | undefined,
): Promise<ClerkAuth> {
  const { getAuth } = await sdk();
  const options = authorizedParties === undefined ? [] : [{ authorizedParties }];
  // It returns an auth object. Its type has one option only, but in every release of version 4 it
  // takes the same options as rootAuthLoader.
  const auth = (await Reflect.apply(getAuth, undefined, [args, ...options])) as ClerkAuth;
  refuseOldSdk(auth, undefined, '@clerk/remix 4.10');
  return auth;
}
