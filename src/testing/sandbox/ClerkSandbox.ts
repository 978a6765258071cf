import type {
  ApiKeyOptions,
  M2MTokenOptions,
  OAuthTokenOptions,
  SandboxMachineToken,
} from './MachineTokenOptions';
import type { SandboxActor } from './SessionTokenOptions';
import type { SessionTokenOptions } from './SessionTokenOptions';

/** A user who can sign in to the sandbox. */
export interface SandboxUser {
  /** In Clerk's form: `user_…`. */
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** For sign-in and reverification by password, which need one. */
  readonly password?: string;
  /** Per organization id: the role (`org:admin`) and permissions (`org:invoices:manage`). */
  readonly memberships?: Readonly<Record<string, SandboxMembership>>;
  /** What the user can read. An app changes it with Clerk's Backend API. */
  readonly publicMetadata?: Readonly<Record<string, unknown>>;
  /** What only servers can read. */
  readonly privateMetadata?: Readonly<Record<string, unknown>>;
  /** What the user can change. A policy must never trust it. */
  readonly unsafeMetadata?: Readonly<Record<string, unknown>>;
  /** Custom claims of every session token, as in "Customize session token" of Clerk's dashboard. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Features, for the active organization or for the user: `org:dashboard`, `user:beta`. */
  readonly features?: readonly string[];
  /** Plans, for the active organization or for the user: `org:pro`, `user:free`. */
  readonly plans?: readonly string[];
}

/** A user's role and permissions in one organization. */
export interface SandboxMembership {
  readonly role: string;
  readonly permissions?: readonly string[];
}

/** An organization for users of the sandbox. */
export interface SandboxOrganization {
  /** In Clerk's form: `org_…`. */
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  /** What the members can read. */
  readonly publicMetadata?: Readonly<Record<string, unknown>>;
  /** What only servers can read. */
  readonly privateMetadata?: Readonly<Record<string, unknown>>;
}

/** The options of {@link startClerkSandbox}. */
export interface ClerkSandboxOptions {
  readonly users: readonly SandboxUser[];
  readonly organizations: readonly SandboxOrganization[];
  /**
   * The port on 127.0.0.1. Default: a free one. Choose one if you build the app with the sandbox's
   * address in it: Next.js writes its rewrites into the build.
   */
  readonly port?: number;
  /**
   * Other host names of the app, such as `['app.test']`. Names of this machine (`localhost`, names
   * that end in `.localhost`, `127.0.0.1`, `[::1]`) always work. A page of any other host gets no
   * session, because the owner of a domain could point it to this machine.
   */
  readonly hosts?: readonly string[];
  /**
   * Start although `NODE_ENV` is `production`, to test a production build. Everyone who can reach
   * the app can then sign in as any user.
   *
   * @defaultValue `false`
   */
  readonly allowProduction?: boolean;
  /**
   * The path under which the app forwards requests to the sandbox.
   *
   * @defaultValue `'/__clerk'`
   */
  readonly basePath?: string;
  /**
   * Lifetime of a session token in seconds.
   *
   * @defaultValue `60`, as with Clerk
   */
  readonly tokenLifetimeSeconds?: number;
  /**
   * The folder of the app whose `node_modules` contains `@clerk/clerk-js`, which browsers load.
   *
   * @defaultValue `process.cwd()`
   */
  readonly resolveFrom?: string;
}

/** The options of {@link ClerkSandbox.signIn}. */
export interface SandboxSignInOptions {
  /** The active organization. Default: the personal account. */
  readonly orgId?: string;
  /** Minutes since the first and the second factor were verified; `-1` means never. */
  readonly factorVerificationAge?: readonly [number, number];
  /** The person or agent who impersonates the user. */
  readonly actor?: SandboxActor;
}

/** A session made by {@link ClerkSandbox.signIn}. */
export interface SandboxSignIn {
  /** The only cookie that a browser needs to start with this session. */
  readonly cookie: { readonly name: '__client'; readonly value: string };
  readonly sessionId: string;
}

/** A running sandbox, returned by {@link startClerkSandbox}. */
export interface ClerkSandbox {
  /** `http://127.0.0.1:<port>`. The Frontend API is below the base path. */
  readonly url: string;
  /** Its host is `clerk.sandbox.invalid`, so that no mistake can reach a real Clerk instance. */
  readonly publishableKey: string;
  readonly secretKey: string;
  /** The public key for all tokens, as PEM. Use it as `jwtKey` of Clerk's SDKs. */
  readonly jwtKey: string;
  /** The URL of the same key as a JWK Set, for a PDP that verifies session tokens. */
  readonly jwksUrl: string;
  /** The environment variables with which an app uses the sandbox instead of Clerk. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Makes a session token with any content, signed like Clerk's. The session need not exist.
   *
   * @throws ConfigurationError if the sandbox has no such user, or the user has no such membership.
   */
  sessionToken: (options: SessionTokenOptions) => string;
  /** The same token, but signed with another key, so that no server accepts it. */
  forgedSessionToken: (options: SessionTokenOptions) => string;
  /**
   * Makes an API key of a user or an organization. Servers verify it with the sandbox.
   *
   * @throws ConfigurationError if the sandbox has no such user or organization.
   * @see https://clerk.com/docs/guides/development/machine-auth/api-keys
   */
  apiKey: (options: ApiKeyOptions) => SandboxMachineToken;
  /**
   * Makes a token with which a machine calls other machines.
   *
   * @see https://clerk.com/docs/guides/development/machine-auth/m2m-tokens
   */
  m2mToken: (options: M2MTokenOptions) => SandboxMachineToken;
  /**
   * Makes an access token of an OAuth client that acts for a user.
   *
   * @throws ConfigurationError if the sandbox has no such user.
   * @see https://clerk.com/docs/guides/development/machine-auth/oauth-tokens
   */
  oauthToken: (options: OAuthTokenOptions) => SandboxMachineToken;
  /**
   * Sets how Clerk's Backend API, which verifies tokens, answers from now on: normally (`up`), with
   * 503 to everything (`down`), or with 429 (`rate-limited`).
   */
  setBackendApi: (state: 'up' | 'down' | 'rate-limited') => void;
  /** Makes any other JWT, signed with the sandbox's key. */
  signJwt: (
    claims: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ) => string;
  /**
   * Signs a user in, in a new browser.
   *
   * @throws ConfigurationError if the sandbox has no such user, or the user has no such membership.
   */
  signIn: (userId: string, options?: SandboxSignInOptions) => SandboxSignIn;
  /**
   * Makes a ticket with which clerk-js signs the user in, once: `signIn.create({ strategy:
   * 'ticket', ticket })`.
   *
   * @see https://clerk.com/docs/reference/backend/sign-in-tokens/create-sign-in-token
   */
  createSignInToken: (userId: string) => string;
  /** Stops the server and closes all connections. */
  close: () => Promise<void>;
  /** The same as {@link ClerkSandbox.close}, for `await using`. */
  [Symbol.asyncDispose]: () => Promise<void>;
}
