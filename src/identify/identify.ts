import { type ConfigurationError, misconfigured } from '../base/errors';
import { member } from '../base/getProperty';
import { checkVerified } from './checkVerified';
import { type ClerkAuth, M2M_TOKEN, MACHINE_TOKENS, SESSION_TOKEN, SIGNED_OUT } from './ClerkAuth';
import { machineIdentity } from './machineIdentity';
import { ABSENT, type Identity } from './Principal';
import { sessionIdentity } from './sessionIdentity';

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

/**
 * An M2M token names in its scopes the machines that it may call. Clerk's SDKs verify that it is
 * genuine, and not for whom it was made: what is meant for another machine says nothing here.
 *
 * @param machineId - the machine that this app is.
 * @throws ConfigurationError `invalid_configuration` where nobody said which machine this is.
 * @see https://clerk.com/docs/guides/development/machine-auth/m2m-tokens
 */
export function addressedTo(machineId: string | undefined, auth: ClerkAuth): ClerkAuth {
  if (!isM2MToken(auth)) return auth;
  if (machineId === undefined) {
    throw misconfigured(
      "An M2M token was presented, and nobody said which machine this app is. Pass its id to createClerkCerbos, as Clerk's dashboard shows it: machineId: 'mch_…'. Or leave 'm2m_token' out of acceptsToken.",
    );
  }
  const scopes: unknown = auth.scopes;
  return Array.isArray(scopes) && scopes.includes(machineId) ? auth : SIGNED_OUT;
}

function isM2MToken(auth: unknown): boolean {
  return member(auth, 'tokenType') === M2M_TOKEN && member(auth, 'isAuthenticated') === true;
}

/**
 * Reads the id of this machine among the options.
 *
 * @throws ConfigurationError `invalid_configuration` for what is no machine's id.
 */
export function readMachineId(machineId: unknown): string | undefined {
  if (machineId === undefined) return undefined;
  if (typeof machineId === 'string' && /^mch_./.test(machineId)) return machineId;
  throw misconfigured(
    "machineId must be the id of a machine as Clerk writes it: 'mch_…'. Is an environment variable missing?",
  );
}
