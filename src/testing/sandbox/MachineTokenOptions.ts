/** What every token of a machine may be told. */
export interface TokenOptions {
  /** The token's own id, as policies see it in `P.id`; by default a new one. */
  readonly id?: string;
  /**
   * Seconds from now until the token expires; negative if it already has.
   *
   * @defaultValue `3600`
   */
  readonly expiresInSeconds?: number;
}

/** What {@link ClerkSandbox.apiKey} shall make: the key of a user, or that of an organization. */
export type ApiKeyOptions = TokenOptions & {
  readonly name?: string;
  readonly scopes?: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
} & (
    | { readonly userId: string; readonly orgId?: undefined }
    | { readonly orgId: string; readonly userId?: undefined }
  );

/** What {@link ClerkSandbox.m2mToken} shall make. */
export interface M2MTokenOptions extends TokenOptions {
  /** Who calls: `mch_…`. */
  readonly machineId: string;
  /** Whom it may call: the ids of machines. */
  readonly scopes: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
  /** A JWT, which is verified without asking Clerk, instead of an opaque token. */
  readonly jwt?: boolean;
}

/** What {@link ClerkSandbox.oauthToken} shall make. */
export interface OAuthTokenOptions extends TokenOptions {
  /** On whose behalf the client acts. */
  readonly userId: string;
  readonly clientId: string;
  readonly scopes?: readonly string[];
  /** A JWT, which is verified without asking Clerk, instead of an opaque token. */
  readonly jwt?: boolean;
}

/** A token of a machine. */
export interface SandboxMachineToken {
  /** As Clerk writes it: `ak_…`, `mt_…` or `oat_…`. */
  readonly id: string;
  /** What the machine sends: `Authorization: Bearer <token>`. */
  readonly token: string;
  /** From now on Clerk knows it no more. Of a JWT nobody notices before it expires, as with Clerk. */
  revoke: () => void;
}
