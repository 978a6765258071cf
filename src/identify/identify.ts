import { type ConfigurationError } from '../errors';
import { misconfigured } from '../misconfigured';
import { type ClerkAuth, SIGNED_OUT } from './ClerkAuth';
import { checkVerified } from './checkVerified';
import type { Identity } from './Identity';
import { machineIdentity } from './machineIdentity';
import { ABSENT } from './Principal';
import { sessionIdentity } from './sessionIdentity';
import { MACHINE_TOKENS, SESSION_TOKEN } from './tokenTypes';

const NOBODY: Identity = Object.freeze({
  id: 'anonymous',
  roles: ['anonymous'],
  attr: ABSENT,
  auth: SIGNED_OUT,
  sessionClaims: {},
  takesRoles: false,
});

/**
 * Whom does the auth object speak of? Whatever is not surely somebody is nobody, or an error.
 *
 * @throws ConfigurationError `invalid_configuration` for what is no auth object at all.
 * @throws UnavailableError `clerk_unreachable` where Clerk could not say.
 * @throws RejectedError `invalid_auth` for values that Clerk would not have made.
 */
export function identify(auth: ClerkAuth): Identity {
  if (isHandshake(auth)) return NOBODY;
  checkShape(auth);
  const { tokenType, isAuthenticated } = auth;
  if (isAuthenticated !== true) {
    checkVerified(auth);
    return NOBODY;
  }
  if (tokenType === SESSION_TOKEN) return sessionIdentity(auth) ?? NOBODY;
  if (typeof tokenType === 'string' && MACHINE_TOKENS.includes(tokenType)) {
    return machineIdentity(auth, tokenType);
  }
  return NOBODY;
}

/** Clerk's own toAuth() is null while a handshake is under way. */
function isHandshake(auth: unknown): boolean {
  return auth === null;
}

function checkShape(auth: unknown): void {
  if (typeof auth === 'function') throw notAuth('a function: call it first, as in `await auth()`');
  if (typeof auth !== 'object' || auth === null) {
    throw notAuth(
      `${auth === undefined ? 'undefined' : `a ${typeof auth}`}: is Clerk's middleware missing?`,
    );
  }
  if (typeof Reflect.get(auth, 'then') === 'function') {
    throw notAuth('a promise: await it first, as in `await auth()`');
  }
  const userId: unknown = Reflect.get(auth, 'userId');
  if (typeof userId === 'string' && !('tokenType' in auth)) {
    throw notAuth('not made by a Clerk server SDK on @clerk/backend 2 or later');
  }
}

function notAuth(what: string): ConfigurationError {
  return misconfigured(
    `The auth object is ${what}. Pass what auth(), getAuth(req) or toAuth() of Clerk's server SDK returns.`,
  );
}
