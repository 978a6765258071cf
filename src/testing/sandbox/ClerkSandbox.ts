import type {
  ApiKeyOptions,
  M2MTokenOptions,
  OAuthTokenOptions,
  SandboxMachineToken,
} from './MachineTokenOptions';
import type { SandboxActor } from './SessionTokenOptions';
import type { SessionTokenOptions } from './SessionTokenOptions';

/** Somebody who can sign in to the sandbox. */
export interface SandboxUser {
  /** As Clerk writes it: `user_…`. */
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** For sign-in and reverification by password; without one neither is possible. */
  readonly password?: string;
  /** Per organization id: the role (`org:admin`), and permissions (`org:invoices:manage`). */
  readonly memberships?: Readonly<Record<string, SandboxMembership>>;
  readonly publicMetadata?: Readonly<Record<string, unknown>>;
  /** Custom claims of every session token, as set under "Customize session token". */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Features, each scoped to the active organization or the user: `org:dashboard`, `user:beta`. */
  readonly features?: readonly string[];
  /** Plans, scoped like the features: `org:pro`, `user:free`. */
  readonly plans?: readonly string[];
}

/** What a user is in one organization. */
export interface SandboxMembership {
  readonly role: string;
  readonly permissions?: readonly string[];
}

/** An organization that users of the sandbox are members of. */
export interface SandboxOrganization {
  /** As Clerk writes it: `org_…`. */
  readonly id: string;
  readonly name: string;
  readonly slug: string;
}

/** What {@link startClerkSandbox} is told. */
export interface ClerkSandboxOptions {
  readonly users: readonly SandboxUser[];
  readonly organizations: readonly SandboxOrganization[];
  /** The port on 127.0.0.1. By default a free one. */
  readonly port?: number;
  /**
   * Names under which the app is opened beside those of this machine (`localhost` and what ends in
   * `.localhost`, `127.0.0.1`, `[::1]`): `['app.test']`. A page of any other name gets no session,
   * since the owner of a name may have it lead to this machine.
   */
  readonly hosts?: readonly string[];
  /**
   * Start although `NODE_ENV` is `production`, as for a test of what is built for it. Anybody who
   * can reach the app is then signed in as whom they choose.
   *
   * @defaultValue `false`
   */
  readonly allowProduction?: boolean;
  /**
   * The path that the app forwards to the sandbox.
   *
   * @defaultValue `'/__clerk'`
   */
  readonly basePath?: string;
  /**
   * Seconds that a session token lives.
   *
   * @defaultValue `60`, as with Clerk
   */
  readonly tokenLifetimeSeconds?: number;
  /**
   * The folder of the app whose `node_modules` has `@clerk/clerk-js`, which browsers load.
   *
   * @defaultValue `process.cwd()`
   */
  readonly resolveFrom?: string;
}

/** How somebody is signed in by {@link ClerkSandbox.signIn}. */
export interface SandboxSignInOptions {
  /** The active organization; none is the personal account. */
  readonly orgId?: string;
  /** Minutes since the first and the second factor were verified; `-1` is never. */
  readonly factorVerificationAge?: readonly [number, number];
  /** Who impersonates the user. */
  readonly actor?: SandboxActor;
}

/** A session that {@link ClerkSandbox.signIn} made. */
export interface SandboxSignIn {
  /** The only cookie that a browser needs to start signed in. */
  readonly cookie: { readonly name: '__client'; readonly value: string };
  readonly sessionId: string;
}

/** A running sandbox, as {@link startClerkSandbox} returns it. */
export interface ClerkSandbox {
  /** `http://127.0.0.1:<port>`; the Frontend API stands below the base path. */
  readonly url: string;
  /** Of the host `clerk.sandbox.invalid`, so that no mistake can reach a real Clerk instance. */
  readonly publishableKey: string;
  readonly secretKey: string;
  /** The public key of all tokens, as PEM; `jwtKey` of Clerk's SDKs. */
  readonly jwtKey: string;
  /** The same key as a JWK Set, for a PDP that verifies session tokens by itself. */
  readonly jwksUrl: string;
  /** What an app's environment must have to use the sandbox instead of Clerk. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * A session token of any state, signed as Clerk would; the session need not exist.
   *
   * @throws ConfigurationError if the sandbox has no such user, or the user no such membership.
   */
  sessionToken: (options: SessionTokenOptions) => string;
  /** The same token, but signed with a key that nobody trusts. */
  forgedSessionToken: (options: SessionTokenOptions) => string;
  /**
   * An API key of a user or an organization, which servers verify with the sandbox.
   *
   * @throws ConfigurationError if the sandbox has no such user or organization.
   * @see https://clerk.com/docs/guides/development/machine-auth/api-keys
   */
  apiKey: (options: ApiKeyOptions) => SandboxMachineToken;
  /**
   * A token with which one machine calls others.
   *
   * @see https://clerk.com/docs/guides/development/machine-auth/m2m-tokens
   */
  m2mToken: (options: M2MTokenOptions) => SandboxMachineToken;
  /**
   * An access token of an OAuth client that acts for a user.
   *
   * @throws ConfigurationError if the sandbox has no such user.
   * @see https://clerk.com/docs/guides/development/machine-auth/oauth-tokens
   */
  oauthToken: (options: OAuthTokenOptions) => SandboxMachineToken;
  /**
   * How Clerk's Backend API, which verifies tokens, answers from now on: as it should, with 503 to
   * everything (`down`), or with 429 (`rate-limited`).
   */
  setBackendApi: (state: 'up' | 'down' | 'rate-limited') => void;
  /** Any other JWT, signed with the sandbox's key: one that no kind of token looks like. */
  signJwt: (
    claims: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ) => string;
  /**
   * Signs a user in, in a browser of their own.
   *
   * @throws ConfigurationError if the sandbox has no such user, or the user no such membership.
   */
  signIn: (userId: string, options?: SandboxSignInOptions) => SandboxSignIn;
  /**
   * A ticket with which clerk-js signs the user in, once: `signIn.create({ strategy: 'ticket', ticket })`.
   *
   * @see https://clerk.com/docs/reference/backend/sign-in-tokens/create-sign-in-token
   */
  createSignInToken: (userId: string) => string;
  /** Stops listening and closes all connections. */
  close: () => Promise<void>;
  /** The same as {@link ClerkSandbox.close}, for `await using`. */
  [Symbol.asyncDispose]: () => Promise<void>;
}
