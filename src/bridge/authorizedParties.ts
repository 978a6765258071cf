import { warnOnce } from '../base/development';
import { invalidConfiguration } from '../base/errors';

// An origin as in the claim `azp`. With a path it would never match a token.
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^\s/?#]+$/;

/**
 * Reads which origins are accepted. Clerk's SDK would treat an empty list as "all", and a string as
 * "every part of it", so both are refused.
 *
 * @param advice - what to write, for the warning in development if the option is not set.
 * @returns a copy, so that later changes to the app's list change nothing; undefined for all.
 * @throws ConfigurationError `invalid_configuration`.
 * @see https://clerk.com/docs/guides/secure/best-practices/csrf-protection
 */
export function readAuthorizedParties(
  given: unknown,
  advice: string,
): readonly string[] | undefined {
  if (given === undefined) {
    warnOnce(advice);
    return undefined;
  }
  const parties: readonly unknown[] = Array.isArray(given) ? Array.from<unknown>(given) : [];
  if (parties.length === 0 || !parties.every(isOrigin)) {
    throw invalidConfiguration(
      "authorizedParties must be a list of origins without a path. Write authorizedParties: ['https://app.example.com'].",
    );
  }
  return Object.freeze(parties);
}

function isOrigin(party: unknown): party is string {
  return typeof party === 'string' && ORIGIN.test(party);
}
