/** Options of all machine tokens. */
export interface TokenOptions {
  /** The token's id, which is part of the principal's id. Default: a new one. */
  readonly id?: string;
  /**
   * Seconds until the token expires. A negative number makes an expired token.
   *
   * @defaultValue `3600`
   */
  readonly expiresInSeconds?: number;
}

/** The options of {@link ClerkSandbox.apiKey}: the key belongs to a user or to an organization. */
export type ApiKeyOptions = TokenOptions & {
  readonly name?: string;
  readonly scopes?: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
} & (
    | { readonly userId: string; readonly orgId?: undefined }
    | { readonly orgId: string; readonly userId?: undefined }
  );

/** The options of {@link ClerkSandbox.m2mToken}. */
export interface M2MTokenOptions extends TokenOptions {
  /** The machine that calls: `mch_…`. */
  readonly machineId: string;
  /** The ids of the machines that it may call. */
  readonly scopes: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
  /** If true, a JWT, which servers verify without Clerk's API, instead of an opaque token. */
  readonly jwt?: boolean;
}

/** The options of {@link ClerkSandbox.oauthToken}. */
export interface OAuthTokenOptions extends TokenOptions {
  /** The user for whom the client acts. */
  readonly userId: string;
  readonly clientId: string;
  readonly scopes?: readonly string[];
  /**
   * The organization that the user chose for the client, one of the user's own. It needs the scope
   * `user:org:read`. As with Clerk, a JWT names it in the claim `org_id`. Clerk's SDKs don't read it:
   * the auth object has no `orgId`, and an opaque token shows nothing.
   *
   * @see https://clerk.com/changelog/2026-05-14-oauth-organizations
   */
  readonly orgId?: string;
  /** If true, a JWT, which servers verify without Clerk's API, instead of an opaque token. */
  readonly jwt?: boolean;
}

/** A token of a machine. */
export interface SandboxMachineToken {
  /** In Clerk's form: `ak_…`, `mt_…` or `oat_…`. */
  readonly id: string;
  /** The machine sends it as `Authorization: Bearer <token>`. */
  readonly token: string;
  /** Revokes the token. As with Clerk, a JWT stays valid until it expires. */
  revoke: () => void;
}
