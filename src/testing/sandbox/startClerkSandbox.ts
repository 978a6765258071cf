/**
 * A local replacement for Clerk, for development and tests. Everyone who can reach it can sign in
 * as any user without a password. It listens on 127.0.0.1 only. Never expose it, for example with a
 * tunnel or a deployment that forwards to it.
 */
import { randomBytes } from 'node:crypto';
import { sayOnce } from '../../base/development';
import { invalidConfiguration } from '../../base/errors';
import type { ClerkSandbox, ClerkSandboxOptions } from './ClerkSandbox';
import type { Sandbox } from './Sandbox';
import type { SandboxRequest } from './SandboxRequest';
import { clerkError, type SandboxResponse } from './SandboxResponse';
import { backendApi } from './backendApi';
import { createHostCheck } from './createHostCheck';
import { clerkScripts } from './clerkScripts';
import { createClientCookies } from './clientCookies';
import { addSession, type Client, createClient, createId } from './clients';
import { createDirectory } from './directory';
import { frontendApi } from './frontendApi';
import { hostedSignIn, hostedSignOut } from './hostedPages';
import { createMachineTokens } from './machineTokens';
import { sandboxEnvironment } from './sandboxEnvironment';
import { sayBuiltPort } from './sayBuiltPort';
import { serve } from './serve';
import { createSigningKey, createTokenIssuer } from './tokenIssuer';

// `.invalid` never resolves (RFC 2606), so an app without `proxyUrl` can't reach another Clerk
// instance.
const frontendApiHost = 'clerk.sandbox.invalid';

/**
 * Starts a local replacement for Clerk: a Frontend API for the real clerk-js, keys for the real
 * server SDKs, and a page to sign in as any of the given users. No data leaves the machine.
 *
 * The app forwards `/__clerk/*` to {@link ClerkSandbox.url} and runs with {@link ClerkSandbox.env}.
 * It needs no other code than with Clerk behind a proxy.
 *
 * **For development only.** Everyone who can reach it can sign in as any user without a password.
 * It listens on 127.0.0.1. Never forward to it from a place that others can reach.
 *
 * @param options - the users and organizations, and where to listen.
 * @throws ConfigurationError if users and organizations don't match, the port is taken, or
 * `NODE_ENV` is `production`.
 *
 * @example
 * ```ts
 * import { startClerkSandbox } from 'clerk-cerbos/testing';
 *
 * const clerk = await startClerkSandbox({
 *   organizations: [{ id: 'org_acme', name: 'Acme', slug: 'acme' }],
 *   users: [
 *     {
 *       id: 'user_ada',
 *       firstName: 'Ada',
 *       lastName: 'Lovelace',
 *       email: 'ada@example.com',
 *       memberships: { org_acme: { role: 'org:admin', permissions: ['org:invoices:manage'] } },
 *     },
 *   ],
 * });
 * const token = clerk.sessionToken({ userId: 'user_ada', orgId: 'org_acme' });
 * const request = new Request('http://localhost:3000/', { headers: { authorization: `Bearer ${token}` } });
 * await clerk.close();
 * ```
 *
 * @see https://clerk.com/docs/guides/dashboard/dns-domains/proxy-fapi
 */
export async function startClerkSandbox(options: ClerkSandboxOptions): Promise<ClerkSandbox> {
  refuseProduction(options);
  const { basePath = '/__clerk', tokenLifetimeSeconds = 60, resolveFrom = process.cwd() } = options;
  const isOwnHost = createHostCheck(options.hosts);
  const directory = createDirectory(options);
  const key = createSigningKey();
  const publishableKey = `pk_test_${Buffer.from(`${frontendApiHost}$`).toString('base64').replace(/=+$/, '')}`;
  const secretKey = `sk_test_${randomBytes(20).toString('hex')}`;
  const issuer = `https://${frontendApiHost}`;
  const tokens = createTokenIssuer({ directory, key, issuer, tokenLifetimeSeconds });
  const machines = createMachineTokens({ directory, key, issuer });
  const clients = new Map<string, Client>();
  const tickets = new Map<string, string>();
  const cookies = createClientCookies(publishableKey);
  const sandbox: Sandbox = {
    basePath,
    resolveFrom,
    secretKey,
    backendApi: { state: 'up' },
    directory,
    key,
    tokens,
    machines,
    cookies,
    clients,
    tickets,
  };

  const answer = (request: SandboxRequest) =>
    request.hosts.every(isOwnHost) ? route(sandbox, request) : otherHost();
  const { port, close } = await serve(answer, options.port).catch((cause: unknown) => {
    throw invalidConfiguration(
      `The Clerk sandbox can't listen on port ${String(options.port)} of 127.0.0.1. Use another port, or leave it out to get a free one.`,
      cause,
    );
  });
  await sayBuiltPort({ resolveFrom, basePath, port });
  const url = `http://127.0.0.1:${String(port)}`;

  // Made on first use, because making a key takes a while.
  let forger: ReturnType<typeof createSigningKey> | undefined;

  return {
    url,
    publishableKey,
    secretKey,
    jwtKey: key.publicPem,
    jwksUrl: `${url}/v1/jwks`,
    env: sandboxEnvironment({ url, basePath, publishableKey, secretKey, jwtKey: key.publicPem }),
    sessionToken: (token) => tokens.sessionToken(token),
    forgedSessionToken(token) {
      forger ??= createSigningKey(key.keyId);
      return tokens.sessionToken(token, forger);
    },
    signJwt: (claims, header) => key.sign(claims, header),
    apiKey: machines.apiKey,
    m2mToken: machines.m2mToken,
    oauthToken: machines.oauthToken,
    setBackendApi(state) {
      sandbox.backendApi.state = state;
    },
    signIn(userId, { orgId, ...start } = {}) {
      const client = createClient();
      const session = addSession(client, directory.account(userId, orgId), start);
      clients.set(client.id, client);
      return { cookie: { name: '__client', value: client.id }, sessionId: session.id };
    },
    createSignInToken(userId) {
      const ticket = createId('ticket');
      tickets.set(ticket, directory.account(userId, undefined).user.id);
      return ticket;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function refuseProduction({ allowProduction = false }: ClerkSandboxOptions): void {
  if (process.env.NODE_ENV !== 'production' || allowProduction) return;
  throw invalidConfiguration(
    'The Clerk sandbox was not started, because NODE_ENV is production and it signs in any user without a password. Use it in development and tests only. To test a production build, write startClerkSandbox({ allowProduction: true }).',
  );
}

function otherHost(): SandboxResponse {
  return clerkError(
    403,
    'host_invalid',
    "The sandbox answers for localhost only. If this is another name of the app on this machine, write startClerkSandbox({ hosts: ['app.test'] }).",
  );
}

/** Clerk's middleware redirects a browser without a session to the sandbox, again and again. */
function sayMatcher(basePath: string): void {
  sayOnce(
    `Clerk's middleware runs for the paths below ${basePath}, which belong to the sandbox: sign-in can fail with an infinite redirect loop. Leave them out of the \`matcher\` in proxy.ts (middleware.ts before Next.js 16): write \`_next|${basePath.slice(1)}\` where it has \`_next\`, and remove the entry \`'${basePath}/(.*)'\` that Clerk's starter has.`,
  );
}

function route(
  sandbox: Sandbox,
  request: SandboxRequest,
): SandboxResponse | Promise<SandboxResponse> {
  const { basePath, resolveFrom } = sandbox;
  const { pathname } = request.url;
  const verified = backendApi(sandbox, request);
  if (verified !== undefined) return verified;
  if (!pathname.startsWith(`${basePath}/`)) {
    return clerkError(404, 'resource_not_found', `The sandbox has no ${pathname}.`);
  }
  if (request.passedMiddleware) sayMatcher(basePath);
  const path = pathname.slice(basePath.length);
  if (path === '/sign-in') return hostedSignIn(sandbox, request);
  if (path === '/sign-out') return hostedSignOut(sandbox, request);
  if (path.startsWith('/npm/')) return clerkScripts(path, resolveFrom);
  return frontendApi(sandbox, request, path);
}
