import { warnOnce } from '../../base/development';
import { misconfigured } from '../../base/errors';
import type { DataFunctionArgs } from '../../bridge/data-functions/DataFunction';
import type { ClerkAuth } from '../../identify/ClerkAuth';

/**
 * The auth object of the request that is being handled. The SDK verifies at every call: ask once.
 *
 * @param authorizedParties - the origins whose session tokens are accepted; all, if not given.
 * @throws what the SDK throws: a redirect as a `Response`, where the browser must renew its token.
 * @see https://clerk.com/docs/references/remix/get-auth
 */
export async function currentAuth(
  args: DataFunctionArgs,
  authorizedParties: readonly string[] | undefined,
): Promise<ClerkAuth> {
  // Only whoever asks needs the SDK.
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
export function readAuthorizedParties(given: unknown): readonly string[] | undefined {
  if (given === undefined) {
    warnOnce(
      "authorizedParties is not set: getAuth of @clerk/remix accepts session tokens of every origin that your Clerk instance serves, whatever rootAuthLoader is told. Write createClerkCerbos({ cerbos, authorizedParties: ['https://app.example.com'] }), and the same in rootAuthLoader.",
    );
    return undefined;
  }
  const parties: readonly unknown[] = Array.isArray(given) ? Array.from<unknown>(given) : [];
  if (parties.length === 0 || !parties.every(isOrigin)) {
    throw misconfigured(
      "authorizedParties must be a list of origins, without a path: authorizedParties: ['https://app.example.com'].",
    );
  }
  return Object.freeze(parties);
}

function isOrigin(party: unknown): party is string {
  return typeof party === 'string' && ORIGIN.test(party);
}
