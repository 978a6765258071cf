import { warnOnce } from '../../development';
import { misconfigured } from '../../misconfigured';

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
