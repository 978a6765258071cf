import { keepPrivate } from '../../answer/respond';
import { invalidConfiguration } from '../../base/errors';
import { withoutPrototype } from '../../base/value';
import type { AuthOptions } from '../../bridge/Framework';
import { readAuthorizedParties } from '../../bridge/authorizedParties';
import { refuseOldSdk } from '../../bridge/refuseOldSdk';
import type { ClerkAuth } from '../../identify/ClerkAuth';
import type { WebAuth } from './WebClerkCerbos';

/**
 * The options of `fromClerkBackend`: those of `authenticateRequest` of `@clerk/backend`.
 *
 * @see https://clerk.com/docs/reference/backend/authenticate-request
 */
export interface ClerkBackendOptions {
  readonly secretKey: string | undefined;
  readonly publishableKey: string | undefined;
  /** The public key of the instance (PEM). With it, Clerk verifies tokens without a network call. */
  readonly jwtKey?: string | undefined;
  /**
   * The origins whose session tokens are accepted: `['https://app.example.com']`. Without it, tokens
   * of every origin of the Clerk instance are accepted.
   */
  readonly authorizedParties?: readonly string[];
  readonly audience?: string | readonly string[];
  /** How far the clocks of two machines may differ, in milliseconds. Clerk's default is 5000. */
  readonly clockSkewInMs?: number;
  readonly machineSecretKey?: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly domain?: string;
  readonly isSatellite?: boolean;
  readonly proxyUrl?: string;
  readonly signInUrl?: string;
  readonly signUpUrl?: string;
  readonly organizationSyncOptions?: {
    readonly organizationPatterns?: string[];
    readonly personalAccountPatterns?: string[];
  };
}

/** What `fromClerkBackend` makes. */
export type ClerkBackendAuth = WebAuth & Required<Pick<WebAuth, 'addHeaders'>>;

/**
 * Makes the `auth` of `createClerkCerbos` from `@clerk/backend` 2 or 3, for frameworks without a
 * Clerk SDK of their own. It verifies the token of a request, in a header or in a cookie.
 *
 * If the browser must renew its session first, Clerk answers with a redirect. `withCerbos` returns
 * it; a verb outside of a guard throws it, as a `Response`. `withCerbos` and `checkEndpoint` also
 * add the cookies that Clerk renews to their responses. For other responses, use `addHeaders`.
 *
 * @param options - the keys of the Clerk instance. They are checked with the first request, since a
 * build often has none.
 * @throws ConfigurationError for `authorizedParties` that can't work.
 * @example
 * ```ts
 * import { fromClerkBackend } from 'clerk-cerbos/web';
 *
 * export const auth = fromClerkBackend({
 *   secretKey: process.env.CLERK_SECRET_KEY,
 *   publishableKey: process.env.CLERK_PUBLISHABLE_KEY,
 *   authorizedParties: ['https://app.example.com'],
 * });
 *
 * export const page = (request: Request): Response =>
 *   auth.addHeaders(request, new Response('<h1>Welcome</h1>', { headers: { 'Content-Type': 'text/html' } }));
 * ```
 * @see https://clerk.com/docs/reference/backend/authenticate-request
 */
export function fromClerkBackend(options: ClerkBackendOptions): ClerkBackendAuth {
  const own = withoutPrototype({ ...options });
  const authorizedParties = readAuthorizedParties(
    own.authorizedParties,
    "authorizedParties is not set, so session tokens of every origin of your Clerk instance are accepted. Write fromClerkBackend({ …, authorizedParties: ['https://app.example.com'] }).",
  );
  const settings: object = { ...ABSENT, ...own, authorizedParties };
  const cookies = new WeakMap<Request, readonly string[]>();
  let client: ReturnType<typeof createClient> | undefined;

  const auth = async (request: Request, asked: AuthOptions): Promise<ClerkAuth | null> => {
    checkKeys(own);
    client ??= createClient(settings);
    const { acceptsToken = 'session_token', ...pending } = asked;
    // Clerk copies the request. Some servers, such as srvx, make what Clerk does not need only then,
    // which fails after the app has read the body.
    const { url, method, headers: sent } = request;
    const { headers, toAuth } = await (
      await client
    ).authenticateRequest(new Request(url, { method, headers: sent }), {
      ...settings,
      // Each of its overloads takes one of the forms.
      acceptsToken: acceptsToken as 'session_token',
    });
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the answer that Clerk wants
    if (headers.has('location')) throw new Response(null, { status: 307, headers });
    if (headers.has('set-cookie')) cookies.set(request, headers.getSetCookie());
    const caller: ClerkAuth | null = toAuth(pending);
    if (caller !== null) refuseOldSdk(caller, acceptsToken, '@clerk/backend 2');
    return caller;
  };

  return Object.assign(auth, {
    addHeaders: (request: Request, response: Response) =>
      withCookies(response, cookies.get(request)),
  });
}

async function createClient(settings: object) {
  // Loaded on first use: other apps that import this entry don't need it.
  const { createClerkClient } = await import('@clerk/backend');
  return createClerkClient(settings);
}

/** Shared caches must not store a response with a cookie for one caller. */
function withCookies(response: Response, cookies: readonly string[] = []): Response {
  if (cookies.length === 0) return response;
  // A copy, because the headers of redirects and of fetched responses are immutable.
  const answer = new Response(response.body, response);
  // A guard, and a hook of the app around it, may both have called this.
  const present = new Set(answer.headers.getSetCookie());
  for (const cookie of cookies) {
    if (!present.has(cookie)) answer.headers.append('Set-Cookie', cookie);
  }
  return keepPrivate(answer);
}

function checkKeys({ secretKey, publishableKey }: ClerkBackendOptions): void {
  const missing = Object.entries({ secretKey, publishableKey }).find(([, key]) => !key);
  if (missing === undefined) return;
  throw invalidConfiguration(
    `fromClerkBackend has no ${missing[0]}. Set CLERK_SECRET_KEY and CLERK_PUBLISHABLE_KEY in the environment, and write fromClerkBackend({ secretKey: process.env.CLERK_SECRET_KEY, publishableKey: process.env.CLERK_PUBLISHABLE_KEY }).`,
  );
}

/** Own members, so that Clerk's SDK reads no option from a prototype. */
const ABSENT = {
  ...{ jwtKey: undefined, apiUrl: undefined, audience: undefined, clockSkewInMs: undefined },
  ...{ machineSecretKey: undefined, domain: undefined, isSatellite: undefined },
  ...{ proxyUrl: undefined, signInUrl: undefined, signUpUrl: undefined },
  organizationSyncOptions: undefined,
};
