import type { Loaders } from '../../ask/types/Loader';
import type { RegisteredPolicies } from '../../ask/types/Policies';
import { warnOnce } from '../../base/development';
import { invalidConfiguration } from '../../base/errors';
import { getProperty } from '../../base/value';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import type { DataFunctionArgs, DataFunctionVerbs } from '../../bridge/data-functions/DataFunction';
import { createDataFunctions } from '../../bridge/data-functions/createDataFunctions';
import { refuseOtherTokens } from '../../bridge/guard/guard';
import type { SessionTokensOnly } from '../../bridge/guard/Rule';
import type { ClerkAuth } from '../../identify/ClerkAuth';

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
  // There may be no options at all; the bridge says then what is missing.
  const authorizedParties = readAuthorizedParties(getProperty(options, 'authorizedParties'));
  return createDataFunctions<Policies, L, SessionTokensOnly>(
    options,
    (args) => currentAuth(args, authorizedParties),
    (rule) => {
      refuseOtherTokens(rule, '@clerk/remix');
    },
  );
}

/**
 * The auth object of the request that is being handled. The SDK verifies at every call: ask once.
 *
 * @param authorizedParties - the origins whose session tokens are accepted; all, if not given.
 * @throws what the SDK throws: a redirect as a `Response`, where the browser must renew its token.
 * @see https://clerk.com/docs/references/remix/get-auth
 */
async function currentAuth(
  args: DataFunctionArgs,
  authorizedParties: readonly string[] | undefined,
): Promise<ClerkAuth> {
  // An app that imports this entry and never asks needs no SDK.
  const { getAuth } = await import('@clerk/remix/ssr.server');
  const options = authorizedParties === undefined ? [] : [{ authorizedParties }];
  // It returns an auth object. Its type names one option only, but it verifies as rootAuthLoader
  // does, with the same ones, in every release of version 4.
  return (await Reflect.apply(getAuth, undefined, [args, ...options])) as ClerkAuth;
}

// As the claim `azp` has it; one with a path would fit no token.
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^\s/?#]+$/;

/**
 * Reads which origins' session tokens are accepted, and refuses what Clerk would take for more
 * than it says: of an empty list it makes "all", and of a string "every part of it".
 *
 * @returns a copy, since changing the app's own list must change nothing; undefined for all.
 * @throws ConfigurationError `invalid_configuration`.
 */
function readAuthorizedParties(given: unknown): readonly string[] | undefined {
  if (given === undefined) {
    warnOnce(
      "authorizedParties is not set: getAuth of @clerk/remix accepts session tokens of every origin that your Clerk instance serves, whatever rootAuthLoader is told. Write createClerkCerbos({ cerbos, authorizedParties: ['https://app.example.com'] }), and the same in rootAuthLoader.",
    );
    return undefined;
  }
  const parties: readonly unknown[] = Array.isArray(given) ? Array.from<unknown>(given) : [];
  if (parties.length === 0 || !parties.every(isOrigin)) {
    throw invalidConfiguration(
      "authorizedParties must be a list of origins, without a path: authorizedParties: ['https://app.example.com'].",
    );
  }
  return Object.freeze(parties);
}

function isOrigin(party: unknown): party is string {
  return typeof party === 'string' && ORIGIN.test(party);
}
