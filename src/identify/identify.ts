import { type ConfigurationError, invalidConfiguration, UnavailableError } from '../base/errors';
import { getProperty, withoutPrototype } from '../base/value';
import { type ClerkAuth, M2M_TOKEN, MACHINE_TOKENS, SESSION_TOKEN, SIGNED_OUT } from './ClerkAuth';
import { ABSENT, type Identity } from './Principal';
import { machineIdentity, sessionIdentity } from './identities';

const NOBODY: Identity = Object.freeze({
  id: 'anonymous',
  roles: ['anonymous'],
  attr: ABSENT,
  auth: SIGNED_OUT,
  sessionClaims: {},
  takesRoles: false,
});

/**
 * Reads who is calling. An auth object that does not surely name a caller is anonymous, or an error.
 *
 * @param baseRole - the role of a signed-in session.
 * @throws ConfigurationError `invalid_configuration` for what is no auth object at all.
 * @throws UnavailableError `clerk_unreachable` where Clerk could not say.
 * @throws RejectedError `invalid_auth` for values that Clerk would not have made.
 */
export function identify(auth: ClerkAuth, baseRole: string): Identity {
  if (isHandshake(auth)) return NOBODY;
  checkShape(auth);
  const own = withoutPrototype(auth);
  const { tokenType, isAuthenticated } = own;
  if (isAuthenticated !== true) {
    checkVerified(auth);
    return NOBODY;
  }
  const isMachine = typeof tokenType === 'string' && MACHINE_TOKENS.includes(tokenType);
  const read = isMachine
    ? machineIdentity(own, tokenType)
    : tokenType === SESSION_TOKEN && sessionIdentity(own, baseRole);
  return read ? { ...read, auth } : NOBODY;
}

/** Clerk's own toAuth() is null while a handshake is under way. */
function isHandshake(auth: unknown): boolean {
  return auth === null;
}

function checkShape(auth: unknown): void {
  if (typeof auth === 'function') throw notAuth('a function: call it first, as in `await auth()`');
  if (typeof auth !== 'object' || auth === null) {
    throw notAuth(
      `${auth === undefined ? 'undefined' : `a ${typeof auth}`}: check that Clerk's middleware runs for this route`,
    );
  }
  if (typeof Reflect.get(auth, 'then') === 'function') {
    throw notAuth('a promise: await it first, as in `await auth()`');
  }
  if ('tokenType' in auth) return;
  if (typeof getProperty(auth, 'userId') === 'string') {
    throw notAuth('not made by a Clerk server SDK on @clerk/backend 2 or later');
  }
  if ('isAuthenticated' in auth) return;
  const mistaken = MISTAKEN.find(([name]) => name in auth);
  if (mistaken !== undefined) throw notAuth(mistaken[1]);
}

/** What is passed by mistake, by a member that it has and an auth object does not need. */
const MISTAKEN: readonly (readonly [name: string, what: string])[] = [
  [
    'sub',
    "a token's claims, as verifyToken() returns them: they do not say everything that a principal needs",
  ],
  ['subject', 'an identity of another service, as Convex has them'],
  ['headers', 'a request'],
];

function notAuth(what: string): ConfigurationError {
  return invalidConfiguration(
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
export function signedOutUnlessAddressed(
  machineId: string | undefined,
  auth: ClerkAuth,
): ClerkAuth {
  if (!isM2MToken(auth)) return auth;
  if (machineId === undefined) {
    throw invalidConfiguration(
      "An M2M token was presented, and nobody said which machine this app is. Pass its id to createClerkCerbos, as Clerk's dashboard shows it: machineId: 'mch_…'. Or leave 'm2m_token' out of acceptsToken.",
    );
  }
  const scopes = getProperty(auth, 'scopes');
  return Array.isArray(scopes) && scopes.includes(machineId) ? auth : SIGNED_OUT;
}

function isM2MToken(auth: unknown): boolean {
  return (
    getProperty(auth, 'tokenType') === M2M_TOKEN && getProperty(auth, 'isAuthenticated') === true
  );
}

/**
 * Reads the id of this machine among the options.
 *
 * @throws ConfigurationError `invalid_configuration` for what is no machine's id.
 */
export function readMachineId(machineId: unknown): string | undefined {
  if (machineId === undefined) return undefined;
  if (typeof machineId === 'string' && /^mch_./.test(machineId)) return machineId;
  throw invalidConfiguration(
    "machineId must be the id of a machine as Clerk writes it: 'mch_…'. Is an environment variable missing?",
  );
}

/** Why Clerk's SDK did not accept the token of this caller; `undefined` of one whom it did. */
export function unverifiedReason(auth: ClerkAuth): unknown {
  return getProperty(auth, 'isAuthenticated') === true ? undefined : whyNot(auth);
}

/**
 * Was the token refused, or could nobody tell? Clerk's SDKs say "signed out" to both: only the
 * reason, among what they tell for debugging, knows that Clerk's API did not answer.
 *
 * @throws UnavailableError `clerk_unreachable`; ConfigurationError `invalid_configuration` where
 * Clerk refuses the app's own secret key.
 * @see https://github.com/clerk/javascript/blob/main/packages/backend/src/tokens/verify.ts
 */
function checkVerified(auth: ClerkAuth): void {
  const { reason, message } = whyNot(auth);
  if (reason === 'secret-key-invalid') {
    throw invalidConfiguration(
      "Clerk refuses the app's secret key, so that no token can be verified. Is CLERK_SECRET_KEY (or CLERK_MACHINE_SECRET_KEY) that of this instance?",
    );
  }
  if (!isOutage(reason, message) || isGarbled(auth, reason, message)) return;
  throw new UnavailableError({
    code: 'clerk_unreachable',
    message:
      "Clerk's API did not say whether the token is good, so that nobody knows who is calling. Is it down, or the app's rate limit used up? Session tokens need no API where the SDK is given jwtKey.",
  });
}

/**
 * Version 2 of the SDK says the same, and no more, of a session token that it can't even read. No
 * API has a part in that; where the keys of session tokens can't be had, it says so.
 */
function isGarbled({ tokenType }: ClerkAuth, reason: unknown, message: string): boolean {
  return tokenType === SESSION_TOKEN && reason === 'unexpected-error' && message === '';
}

function isOutage(reason: unknown, message: string): boolean {
  switch (reason) {
    case 'jwk-remote-failed-to-load':
      return true;
    case 'unexpected-error': {
      // An answer about the very token, whatever it is, is no outage.
      const [, status = ''] = /\bstatus=(\d+)/.exec(message) ?? [];
      return !/^4\d\d$/.test(status) || status === '408' || status === '429';
    }
    case 'token-verification-failed':
      // Of the JWTs of machines, the SDKs say no more than this, where their keys can't be loaded.
      return /^(?:Error loading Clerk JWKS|fetch failed)/.test(message);
    default:
      return false;
  }
}

function whyNot(auth: ClerkAuth): { readonly reason: unknown; readonly message: string } {
  const debug = getProperty(auth, 'debug');
  const told: unknown = typeof debug === 'function' ? Reflect.apply(debug, auth, []) : undefined;
  // @clerk/nextjs takes both from headers, and names them after these.
  const message = getProperty(told, 'message') ?? getProperty(told, 'authMessage');
  return {
    reason: getProperty(told, 'reason') ?? getProperty(told, 'authReason'),
    message: typeof message === 'string' ? message : '',
  };
}
