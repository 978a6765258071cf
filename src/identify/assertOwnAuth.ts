import { type ConfigurationError, invalidConfiguration } from '../base/errors';
import { getProperty } from '../base/value';
import { type ClerkAuth, SESSION_TOKEN } from './ClerkAuth';
import { decodeClaims } from './sessionToken';

/**
 * Refuses an auth object of another request. If requests share the object where Clerk's middleware
 * stores its result, one request would read the caller of another.
 *
 * @param context - where the middleware stores its result: one object for each request.
 * @param why - what requests share, and what to write instead, for the message.
 * @throws ConfigurationError `invalid_configuration`.
 * @see https://reactrouter.com/how-to/middleware
 */
export function assertOwnAuth(
  auth: ClerkAuth,
  { headers }: Request,
  context: unknown,
  why = SHARED_CONTEXT,
): void {
  const credentials: Credentials = [headers.get('authorization'), headers.get('cookie')];
  assertOwnContext(context, JSON.stringify(credentials));
  if (getProperty(auth, 'isAuthenticated') === true && !isOf(auth, credentials)) throw foreign(why);
}

const SHARED_CONTEXT =
  'requests share one `context`. Make a new RouterContextProvider for each request, in getLoadContext or where you call the request handler. In a test, send the session token with the request.';

type Credentials = readonly [authorization: string | null, cookie: string | null];

const owners = new WeakMap<object, string>();

function assertOwnContext(context: unknown, credentials: string): void {
  // An app's own tests may pass anything here.
  if (typeof context !== 'object' || context === null) return;
  if (typeof getProperty(context, 'get') !== 'function') return;
  const owner = owners.get(context) ?? credentials;
  if (owner !== credentials) throw foreign(SHARED_CONTEXT);
  owners.set(context, owner);
}

function foreign(why: string): ConfigurationError {
  return invalidConfiguration(`The auth object belongs to another request, because ${why}`);
}

/** Could Clerk have made the auth object from these credentials? */
function isOf(auth: ClerkAuth, [authorization, cookie]: Credentials): boolean {
  const bearer = authorization?.replace(/^Bearer\s+/i, '').trim();
  // Machine tokens can't be read here.
  if (auth.tokenType !== SESSION_TOKEN) return bearer !== undefined;
  const cookies = (cookie ?? '').split(';').map((pair) => pair.trim());
  // Only Clerk's API knows the answer to this cookie, which may contain a session token.
  if (cookies.some((pair) => pair.startsWith('__clerk_handshake_nonce='))) return true;
  const tokens = [bearer ?? '', ...cookies.flatMap(sessionTokensOf)];
  return tokens.some((token) => {
    const { sub, sid } = decodeClaims(token);
    return sub === auth.userId && (sid ?? '') === (auth.sessionId ?? '');
  });
}

/**
 * The session tokens of a cookie: its own, or those of a Clerk handshake, which renews a token.
 *
 * @see https://clerk.com/docs/guides/how-clerk-works/overview
 */
function sessionTokensOf(cookie: string): readonly string[] {
  const [name = '', value = ''] = cookie.split(/=(.*)/s);
  if (name.startsWith('__session')) return [value];
  if (!name.startsWith('__clerk_handshake')) return [];
  const { handshake } = decodeClaims(value);
  if (!Array.isArray(handshake)) return [];
  return handshake.flatMap((directive: unknown) =>
    typeof directive === 'string' && directive.startsWith('__session')
      ? directive.replace(/^[^=]*=/, '').replace(/;.*/s, '')
      : [],
  );
}
