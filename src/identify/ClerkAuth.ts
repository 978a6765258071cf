/**
 * The parts of Clerk's auth object that this package reads. Auth objects of `@clerk/backend` 2 and
 * 3, and so of every Clerk server SDK built on them, have this shape: signed in, signed out,
 * pending, machine.
 *
 * @see https://clerk.com/docs/reference/backend/types/auth-object
 */
export interface ClerkAuth {
  readonly tokenType?: string | null | undefined;
  readonly isAuthenticated?: boolean | undefined;
  readonly userId?: string | null | undefined;
  readonly sessionId?: string | null | undefined;
  readonly sessionStatus?: string | null | undefined;
  readonly sessionClaims?: object | null | undefined;
  readonly actor?: object | null | undefined;
  readonly orgId?: string | null | undefined;
  readonly orgSlug?: string | null | undefined;
  readonly orgRole?: string | null | undefined;
  readonly orgPermissions?: readonly string[] | null | undefined;
  /** Minutes since the first and the second factor were verified; -1 for never. */
  readonly factorVerificationAge?: readonly [number, number] | null | undefined;
  /** Machine tokens only. */
  readonly id?: string | null | undefined;
  readonly scopes?: readonly string[] | null | undefined;
  readonly claims?: object | null | undefined;
  readonly machineId?: string | null | undefined;
  readonly clientId?: string | null | undefined;
  /** The token itself. */
  readonly getToken?: (() => Promise<string | null>) | undefined;
  /** Says why a token was not accepted. It also holds values that must not be logged. */
  readonly debug?: (() => object) | undefined;
}

/** The auth object of a signed-out caller. It has nothing that a mapping could read as a user. */
export const SIGNED_OUT: ClerkAuth = Object.freeze({
  tokenType: 'session_token',
  isAuthenticated: false,
  userId: null,
  sessionId: null,
  sessionStatus: null,
  sessionClaims: null,
  actor: null,
  orgId: null,
  orgSlug: null,
  orgRole: null,
  orgPermissions: null,
  factorVerificationAge: null,
});

/** The type of a Clerk session token. */
export const SESSION_TOKEN = 'session_token';

/** The type of the tokens that machines use to call each other. */
export const M2M_TOKEN = 'm2m_token';

/** The type of a key that a user or an organization has made for its own programs. */
const API_KEY = 'api_key';

/** The type of the tokens with which another app acts for a user. */
const OAUTH_TOKEN = 'oauth_token';

/** Has the caller's token scopes that its owner chose? */
export function holdsScopes(auth: Pick<ClerkAuth, 'tokenType'> | undefined): boolean {
  return auth?.tokenType === API_KEY || auth?.tokenType === OAUTH_TOKEN;
}

/** The types of Clerk's machine tokens. */
export const MACHINE_TOKENS: readonly string[] = [API_KEY, M2M_TOKEN, OAUTH_TOKEN];
