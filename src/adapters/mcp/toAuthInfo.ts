import { invalidConfiguration } from '../../base/errors';
import { getProperty, isObject } from '../../base/value';
import { type ClerkAuth, SIGNED_OUT } from '../../identify/ClerkAuth';
import { identify } from '../../identify/identify';
import { decodeClaims, tokenExpiry } from '../../identify/sessionToken';
import { authInfoOf } from './McpContext';

/**
 * Where the auth object is kept: the SDKs copy `authInfo`, but not `extra`. Registered, so that several
 * copies of this package find it. JSON leaves it out.
 */
const AUTH = Symbol.for('clerk-cerbos.auth');

/** What the MCP SDKs know about a caller. It is their own type `AuthInfo`. */
export interface McpAuthInfo {
  token: string;
  clientId: string;
  scopes: string[];
  /** Seconds since 1970. Absent if the token does not say it. */
  expiresAt?: number;
  extra: Record<string, unknown>;
}

/**
 * Turns Clerk's auth object into the `authInfo` that the transports of MCP take. The guard and the
 * verbs find the auth object in it again.
 *
 * @param auth - the result of `auth()`, `getAuth(req)` or `toAuth()` of Clerk's server SDK, asked with
 * the types of token that your server accepts: `acceptsToken: ['oauth_token', 'api_key']`.
 * @param token - the token itself, for code that passes it on. Default `''`.
 * @returns `undefined` for a signed-out caller: answer with a 401.
 * @throws UnavailableError `clerk_unreachable` if Clerk could not verify the token; RejectedError
 * `invalid_auth`; ConfigurationError for a value that is not an auth object.
 * @example
 * ```ts
 * import { type ClerkAuth } from 'clerk-cerbos';
 * import { toAuthInfo } from 'clerk-cerbos/mcp';
 *
 * export function authInfoOf(auth: ClerkAuth, request: Request) {
 *   const [, token = ''] = request.headers.get('Authorization')?.split(' ') ?? [];
 *   return toAuthInfo(auth, token);
 * }
 * ```
 * @see https://modelcontextprotocol.io/specification/draft/basic/authorization
 */
export function toAuthInfo(auth: ClerkAuth, token = ''): McpAuthInfo | undefined {
  // Only what it throws matters: which role it would give does not.
  identify(auth, 'user');
  if (getProperty(auth, 'isAuthenticated') !== true) return undefined;
  const { clientId, scopes, userId } = auth;
  const expiresAt = expirySeconds(auth, token);
  return {
    token,
    clientId: clientId ?? '',
    scopes: [...(scopes ?? [])],
    ...(expiresAt !== undefined && { expiresAt }),
    extra: { userId: userId ?? null, [AUTH]: auth },
  };
}

function expirySeconds(auth: ClerkAuth, token: string): number | undefined {
  const session = tokenExpiry(auth);
  if (session !== Infinity) return session / 1_000;
  const { exp } = decodeClaims(token);
  return typeof exp === 'number' ? exp : undefined;
}

/**
 * The auth object that came with a message; `undefined` if its transport knows no caller.
 *
 * @throws ConfigurationError `invalid_configuration` for an `authInfo` that `toAuthInfo` did not make:
 * it does not hold enough to make the principal, and an anonymous caller would hide the mistake.
 */
export function carriedAuth(context: object): ClerkAuth | undefined {
  const info = authInfoOf(context);
  if (info === undefined) return undefined;
  if (typeof info === 'function') {
    throw foreign(
      "the authInfo of the message is the function that Clerk's middleware puts into req.auth. Write req.auth = toAuthInfo(getAuth(req, { acceptsToken }), token) before the transport",
    );
  }
  const extra = getProperty(info, 'extra');
  const auth: unknown =
    isObject(extra) && Object.hasOwn(extra, AUTH) ? Reflect.get(extra, AUTH) : undefined;
  if (isObject(auth)) return auth; // an auth object, which `identify` checks
  throw foreign(
    "the authInfo of the message was not made by toAuthInfo, so it does not hold Clerk's auth object. Use toAuthInfo(auth, token) in place of verifyClerkToken",
  );
}

/** A caller without an auth object is signed out. */
export function orSignedOut(auth: ClerkAuth | null | undefined): ClerkAuth {
  return auth ?? SIGNED_OUT;
}

function foreign(what: string) {
  return invalidConfiguration(`The caller is unknown, because ${what}.`);
}
