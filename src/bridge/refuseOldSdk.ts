import { ConfigurationError } from '../base/errors';
import { getProperty } from '../base/value';
import { type ClerkAuth, SESSION_TOKEN } from '../identify/ClerkAuth';
import type { AcceptsToken } from './guard/Rule';

/**
 * Refuses the auth object of a Clerk SDK that is older than this package can use. npm does not
 * refuse it: an old SDK must not stop an app that only needs the core. An old SDK is recognized by
 * what it returns, because a bundle has no package.json to read.
 *
 * @param acceptsToken - what the SDK was asked for. Default: session tokens.
 * @param needs - the package, with the oldest version that has what is needed.
 * @throws ConfigurationError `outdated_sdk`.
 */
export function refuseOldSdk(
  auth: ClerkAuth,
  acceptsToken: AcceptsToken | undefined,
  needs: string,
): void {
  if (isWithoutTokenType(auth)) {
    throw outdated('its auth object has no tokenType, so it does not tell which token came', needs);
  }
  if (!isAccepted(auth, acceptsToken)) {
    throw outdated('it ignores acceptsToken, and returned a caller with another token', needs);
  }
}

/** The error for an SDK that is too old. */
export function outdated(reason: string, needs: string): ConfigurationError {
  const name = needs.slice(0, needs.lastIndexOf(' '));
  return new ConfigurationError({
    code: 'outdated_sdk',
    message: `The installed ${name} is too old: ${reason}. Install ${needs} or newer. In an app that must keep its version, use the core, clerk-cerbos, with an auth object of @clerk/backend 2 or newer.`,
  });
}

/** An auth object of a real SDK has `getToken`. An app's test may pass less. */
function isWithoutTokenType(auth: unknown): boolean {
  if (typeof getProperty(auth, 'getToken') !== 'function') return false;
  return getProperty(auth, 'tokenType') === undefined;
}

/** Is the caller signed out, or known by a type of token that was asked for? Default: session tokens. */
export function isAccepted(auth: unknown, acceptsToken: AcceptsToken = SESSION_TOKEN): boolean {
  if (acceptsToken === 'any' || getProperty(auth, 'isAuthenticated') !== true) return true;
  const accepted: readonly unknown[] = [acceptsToken].flat();
  return accepted.includes(getProperty(auth, 'tokenType'));
}
