import { warnOnce } from '../base/development';
import { type ConfigurationError, invalidConfiguration, UnavailableError } from '../base/errors';
import { getProperty, withoutPrototype } from '../base/value';
import { type ClerkAuth, M2M_TOKEN, MACHINE_TOKENS, SESSION_TOKEN, SIGNED_OUT } from './ClerkAuth';
import { ABSENT, type Identity } from './Principal';
import { machineIdentity, sessionIdentity } from './identities';

const ANONYMOUS: Identity = Object.freeze({
  id: 'anonymous',
  roles: ['anonymous'],
  attr: ABSENT,
  auth: SIGNED_OUT,
  sessionClaims: {},
  takesRoles: false,
});

/**
 * Reads who is calling. If the auth object does not clearly name a caller, the result is anonymous
 * or an error.
 *
 * @param baseRole - the role of a signed-in session.
 * @throws ConfigurationError `invalid_configuration` for a value that is not an auth object.
 * @throws UnavailableError `clerk_unreachable` if Clerk could not verify the token.
 * @throws RejectedError `invalid_auth` for values that Clerk would not have made.
 */
export function identify(auth: ClerkAuth, baseRole: string): Identity {
  if (isHandshake(auth)) return ANONYMOUS;
  checkShape(auth);
  const own = withoutPrototype(auth);
  const { tokenType, isAuthenticated } = own;
  if (isAuthenticated !== true) {
    checkVerified(auth);
    return ANONYMOUS;
  }
  const isMachine = typeof tokenType === 'string' && MACHINE_TOKENS.includes(tokenType);
  const read = isMachine
    ? machineIdentity(own, tokenType)
    : tokenType === SESSION_TOKEN && sessionIdentity(own, baseRole);
  return read ? { ...read, auth } : ANONYMOUS;
}

/** Clerk's own toAuth() returns null during a handshake. */
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
  if (typeof getProperty(auth, 'toAuth') === 'function') {
    throw notAuth('the state of a request: pass state.toAuth(), where it is not null');
  }
  if ('tokenType' in auth) return;
  if (typeof getProperty(auth, 'userId') === 'string') {
    throw notAuth('without a tokenType: use a Clerk server SDK on @clerk/backend 2 or later');
  }
  if ('isAuthenticated' in auth) return;
  const mistaken = MISTAKEN.find(([name]) => name in auth);
  if (mistaken !== undefined) throw notAuth(mistaken[1]);
}

/**
 * Values that are often passed by mistake, each recognized by a member that auth objects don't
 * have.
 */
const MISTAKEN: readonly (readonly [name: string, what: string])[] = [
  [
    'sub',
    "the claims of a token, as verifyToken() returns them, which don't contain everything that a principal needs",
  ],
  ['subject', 'an identity of another service, such as Convex'],
  ['headers', 'a request'],
];

function notAuth(what: string): ConfigurationError {
  return invalidConfiguration(
    `The auth object is ${what}. Pass what auth(), getAuth(req) or toAuth() of Clerk's server SDK returns.`,
  );
}

/**
 * The scopes of an M2M token name the machines that it may call. Clerk's SDKs verify the token but
 * not its audience, so a token for another machine must be treated as signed out here.
 *
 * @param machineId - the machine id of this app.
 * @throws ConfigurationError `invalid_configuration` if the app has no machine id.
 * @see https://clerk.com/docs/guides/development/machine-auth/m2m-tokens
 */
export function signedOutUnlessAddressed(
  machineId: string | undefined,
  auth: ClerkAuth,
): ClerkAuth {
  if (!isM2MToken(auth)) return auth;
  if (machineId === undefined) {
    throw invalidConfiguration(
      "A caller sent an M2M token, but this app has no machine id to compare it with. Pass the id from Clerk's dashboard to createClerkCerbos: machineId: 'mch_…'. Or remove 'm2m_token' from acceptsToken.",
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
 * Reads the option `machineId`.
 *
 * @throws ConfigurationError `invalid_configuration` for a value that is not a machine id.
 */
export function readMachineId(machineId: unknown): string | undefined {
  if (machineId === undefined) return undefined;
  if (typeof machineId === 'string' && /^mch_./.test(machineId)) return machineId;
  throw invalidConfiguration(
    "machineId must be the id of a Clerk machine, such as 'mch_…'. Is an environment variable missing?",
  );
}

/**
 * In development, says once why Clerk refused a token. Its caller looks like one who sent none.
 *
 * @see https://clerk.com/docs/reference/backend/authenticate-request
 */
export function warnOfRefusedToken(auth: ClerkAuth): void {
  if (getProperty(auth, 'isAuthenticated') !== false) return;
  const { reason } = whyNot(auth);
  if (typeof reason !== 'string' || !reason.startsWith('token-')) return;
  const advice = reason.includes('authorized-parties')
    ? " Compare the token's claim azp with authorizedParties."
    : '';
  warnOnce(`Clerk refused a token: ${reason}. Its caller is signed out.${advice}`);
}

/** Why Clerk's SDK did not accept the caller's token; `undefined` if it did. */
export function unverifiedReason(auth: ClerkAuth): unknown {
  return getProperty(auth, 'isAuthenticated') === true ? undefined : whyNot(auth);
}

/**
 * Was the token refused, or could Clerk not verify it? Clerk's SDKs report both as "signed out".
 * Only the reason in their debug data tells that Clerk's API did not answer.
 *
 * @throws UnavailableError `clerk_unreachable`; ConfigurationError `invalid_configuration` if Clerk
 * refuses the app's secret key.
 * @see https://github.com/clerk/javascript/blob/main/packages/backend/src/tokens/verify.ts
 */
function checkVerified(auth: ClerkAuth): void {
  const { reason, message } = whyNot(auth);
  if (reason === 'secret-key-invalid') {
    throw invalidConfiguration(
      "Clerk refuses the app's secret key, so no token can be verified. Check that CLERK_SECRET_KEY (or CLERK_MACHINE_SECRET_KEY) belongs to this Clerk instance.",
    );
  }
  if (!isOutage(reason, message) || isGarbled(auth, reason, message)) return;
  throw new UnavailableError({
    code: 'clerk_unreachable',
    message:
      "Clerk's API could not verify the token, so the caller is unknown. Is the API down, or is the rate limit of your Clerk instance used up? If you pass jwtKey to Clerk's SDK, session tokens are verified without the API.",
  });
}

/**
 * Version 2 of the SDK gives the same reason for a session token that it can't parse. No API is
 * involved in that. If the keys for session tokens can't be loaded, the message says so.
 */
function isGarbled({ tokenType }: ClerkAuth, reason: unknown, message: string): boolean {
  return tokenType === SESSION_TOKEN && reason === 'unexpected-error' && message === '';
}

function isOutage(reason: unknown, message: string): boolean {
  switch (reason) {
    case 'jwk-remote-failed-to-load':
      return true;
    case 'unexpected-error': {
      // A status that is about the token itself is not an outage.
      const [, status = ''] = /\bstatus=(\d+)/.exec(message) ?? [];
      return !/^4\d\d$/.test(status) || status === '408' || status === '429';
    }
    case 'token-verification-failed':
      // For JWTs of machines, this is all that the SDKs say if they can't load the keys.
      return /^(?:Error loading Clerk JWKS|fetch failed)/.test(message);
    default:
      return false;
  }
}

function whyNot(auth: ClerkAuth): { readonly reason: unknown; readonly message: string } {
  const debug = getProperty(auth, 'debug');
  const told: unknown = typeof debug === 'function' ? Reflect.apply(debug, auth, []) : undefined;
  // @clerk/nextjs reads both from headers, and names them after those.
  const message = getProperty(told, 'message') ?? getProperty(told, 'authMessage');
  return {
    reason: getProperty(told, 'reason') ?? getProperty(told, 'authReason'),
    message: typeof message === 'string' ? message : '',
  };
}
