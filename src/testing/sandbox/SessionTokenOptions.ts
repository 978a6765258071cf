/** The options of {@link ClerkSandbox.sessionToken}. */
export interface SessionTokenOptions {
  readonly userId: string;
  /** The active organization. Default: the personal account. */
  readonly orgId?: string;
  /** Default: derived from the user's id. */
  readonly sessionId?: string;
  /**
   * A `pending` session has open tasks, such as choosing an organization.
   *
   * @defaultValue `'active'`
   */
  readonly status?: 'active' | 'pending';
  /**
   * Seconds until the token expires. A negative number makes an expired token. Clerk's SDKs accept
   * a clock difference of five seconds.
   *
   * @defaultValue the sandbox's `tokenLifetimeSeconds`
   */
  readonly expiresInSeconds?: number;
  /**
   * When the token was issued, in seconds since 1970.
   *
   * @defaultValue now, or one lifetime before an expiry that is past
   */
  readonly issuedAt?: number;
  /**
   * Version 1 has organizations in separate claims (`org_id`, `org_role`, …). Clerk retired it in
   * April 2025.
   *
   * @defaultValue `2`
   * @see https://clerk.com/docs/guides/sessions/session-tokens
   */
  readonly version?: 1 | 2;
  /**
   * Minutes since the first and the second factor were verified; `-1` means never.
   *
   * @defaultValue `[0, -1]`
   */
  readonly factorVerificationAge?: readonly [number, number];
  /** The person or agent who impersonates the user. */
  readonly actor?: SandboxActor;
  /** The origin of the app. Clerk's SDKs compare it with `authorizedParties`. */
  readonly azp?: string;
  /**
   * `template` is the result of `getToken({ template })`: a JWT for third parties, not a session
   * token. It has no organization and no session, and of the custom claims only {@link claims}.
   *
   * @defaultValue `'session'`
   */
  readonly category?: 'session' | 'template';
  /** Other claims. They overwrite all others; `undefined` removes a claim. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Other members of the JWT's header. They overwrite all others; `undefined` removes one. */
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** Who impersonates a user, as in the `act` claim. */
export interface SandboxActor {
  readonly sub: string;
  readonly type?: string;
}
