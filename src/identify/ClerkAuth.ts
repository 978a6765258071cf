/**
 * What this package reads of Clerk's auth object. Every auth object of `@clerk/backend` 2 and 3,
 * and so of every Clerk server SDK built on them, fits: signed in, signed out, pending, machine.
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
  /** Why a token was not accepted, among other things that are not to be logged. */
  readonly debug?: (() => object) | undefined;
}

/** What a signed-out caller looks like: nothing that a mapping could take for somebody. */
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

/** The type of the tokens with which machines call each other. */
export const M2M_TOKEN = 'm2m_token';

/** The types of Clerk's machine tokens. */
export const MACHINE_TOKENS: readonly string[] = ['api_key', M2M_TOKEN, 'oauth_token'];
