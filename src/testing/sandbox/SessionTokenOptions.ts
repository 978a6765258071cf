/** What {@link ClerkSandbox.sessionToken} shall sign. */
export interface SessionTokenOptions {
  readonly userId: string;
  /** The active organization; none is the personal account. */
  readonly orgId?: string;
  /** By default made of the user's id. */
  readonly sessionId?: string;
  /**
   * A `pending` session has tasks left, such as choosing an organization.
   *
   * @defaultValue `'active'`
   */
  readonly status?: 'active' | 'pending';
  /**
   * Seconds from now until the token expires; negative if it already has. Clerk's SDKs tolerate a
   * clock that is five seconds off.
   *
   * @defaultValue the sandbox's `tokenLifetimeSeconds`
   */
  readonly expiresInSeconds?: number;
  /**
   * Seconds since 1970 at which the token was issued.
   *
   * @defaultValue now, or one lifetime before an expiry that is past
   */
  readonly issuedAt?: number;
  /**
   * Version 1 spells organizations out (`org_id`, `org_role`, …); Clerk retired it in April 2025.
   *
   * @defaultValue `2`
   * @see https://clerk.com/docs/guides/sessions/session-tokens
   */
  readonly version?: 1 | 2;
  /**
   * Minutes since the first and the second factor were verified; `-1` is never.
   *
   * @defaultValue `[0, -1]`
   */
  readonly factorVerificationAge?: readonly [number, number];
  /** Who impersonates the user. */
  readonly actor?: SandboxActor;
  /** The origin of the app, which Clerk's SDKs compare with `authorizedParties`. */
  readonly azp?: string;
  /**
   * `template` is what `getToken({ template })` returns: a JWT for third parties, and no session
   * token. It has neither organization nor session, and of custom claims only {@link claims}.
   *
   * @defaultValue `'session'`
   */
  readonly category?: 'session' | 'template';
  /** Further claims. They win over all others, and `undefined` removes a claim. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Further members of the JWT's header. They win, and `undefined` removes, like the claims. */
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** Who impersonates a user: the `act` claim. */
export interface SandboxActor {
  readonly sub: string;
  readonly type?: string;
}
