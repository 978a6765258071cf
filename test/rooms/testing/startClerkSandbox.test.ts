import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { get, request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { createClerkClient } from '@clerk/backend';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ClerkSandbox, SandboxUser } from '../../../src/testing';
import { startClerkSandbox } from '../../../src/testing';
import { policyFolder } from './policyFolder';
import { organizations, startSandbox, users } from './sandboxAccounts';

const host = 'localhost:3000';
const site = `http://${host}`;

let clerk: ClerkSandbox;
beforeAll(async () => {
  clerk = await startSandbox();
});
afterAll(() => clerk.close());

interface Sent extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request as it arrives through the app at localhost:3000. */
function send(path: string, { headers = {}, ...init }: Sent = {}) {
  return fetch(clerk.url + path, {
    redirect: 'manual',
    ...init,
    headers: { 'x-forwarded-host': host, ...headers },
  });
}

const cookiesOf = (response: Response) =>
  new Map(
    response.headers.getSetCookie().map((cookie): [string, string] => {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      return [name, value];
    }),
  );

const cookieHeader = (cookies: Iterable<[string, string]>) =>
  [...cookies].map((pair) => pair.join('=')).join('; ');

describe('the sign-in page', () => {
  const post = (form: Record<string, string>, headers: Record<string, string> = { origin: site }) =>
    send('/__clerk/sign-in', { method: 'POST', body: new URLSearchParams(form), headers });
  const ada = { user_id: 'user_ada', organization_id: 'org_acme' };

  it('signs in and goes back to where the app wanted', async () => {
    const response = await post({ ...ada, redirect_url: `${site}/docs/7?tab=2#end` });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/docs/7?tab=2#end');
    expect(cookiesOf(response).get('__client')).toMatch(/^client_/);
  });

  it('leaves a session that a server accepts without any script', async () => {
    const cookies = cookiesOf(await post(ada));
    const { publishableKey, secretKey, jwtKey } = clerk;
    const telemetry = { disabled: true } as const;
    const client = createClerkClient({ publishableKey, secretKey, jwtKey, telemetry });
    const headers = { cookie: cookieHeader(cookies), accept: 'text/html' };
    const state = await client.authenticateRequest(new Request(site, { headers }));
    expect(state.toAuth()).toMatchObject({ userId: 'user_ada', orgId: 'org_acme' });
  });

  it('lets a form of the app say who impersonates, and how old the last password is', async () => {
    const cookies = cookiesOf(await post({ ...ada, actor: 'user_bob', first_factor_age: '61' }));
    const { publishableKey, secretKey, jwtKey } = clerk;
    const telemetry = { disabled: true } as const;
    const client = createClerkClient({ publishableKey, secretKey, jwtKey, telemetry });
    const headers = { cookie: cookieHeader(cookies), accept: 'text/html' };
    const state = await client.authenticateRequest(new Request(site, { headers }));
    expect(state.toAuth()).toMatchObject({
      userId: 'user_ada',
      actor: { sub: 'user_bob' },
      factorVerificationAge: [61, -1],
    });
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    `${site}@evil.example/`,
    `${site}.evil.example/`,
    'http://localhost:3001/',
    'javascript:alert(1)',
    'data:text/html,hello',
    '\\\\evil.example',
    'http://',
    '',
  ])('goes back to the front page instead of %j', async (redirect_url) => {
    expect((await post({ ...ada, redirect_url })).headers.get('location')).toBe('/');
  });

  it.each([`${site}//evil.example/`, `${site}/\\evil.example/`, '/./\\evil.example/'])(
    'never leaves the site, even by a path like that of %j',
    async (redirect_url) => {
      const location = (await post({ ...ada, redirect_url })).headers.get('location') ?? '';
      expect(new URL(location, site).host).toBe(host);
      expect(location).toBe('/evil.example/');
    },
  );

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another port', { origin: 'http://localhost:3001' }],
    ['an opaque origin', { origin: 'null' }],
    ['another site, as the browser says', { origin: site, 'sec-fetch-site': 'cross-site' }],
    ['a sibling host, as the browser says', { 'sec-fetch-site': 'same-site' }],
  ])('refuses a form from %s', async (_, headers) => {
    for (const path of ['/__clerk/sign-in', '/__clerk/sign-out', '/__clerk/v1/client/sign_ins']) {
      const body = new URLSearchParams({
        ...ada,
        identifier: 'ada@example.com',
        password: 'correct horse',
      });
      const response = await send(path, { method: 'POST', body, headers });
      expect(response.status).toBe(403);
      expect(cookiesOf(response)).toEqual(new Map());
    }
  });

  it('trusts what the browser says of the site over a hidden origin', async () => {
    const headers = { origin: 'null', 'sec-fetch-site': 'same-origin' };
    expect((await post(ada, headers)).status).toBe(303);
  });

  it.each([
    { user_id: 'user_eve' },
    { user_id: 'user_bob', organization_id: 'org_acme' },
    { user_id: 'user_ada', organization_id: 'org_none' },
    {},
  ])('does not sign in %j', async (form) => {
    const response = await post(form);
    expect(response.status).toBe(400);
    expect(cookiesOf(response)).toEqual(new Map());
  });

  it('takes nothing it shows for HTML, and runs no script', async () => {
    const response = await send(
      `/__clerk/sign-in?redirect_url=${encodeURIComponent('/"><script>alert(1)</script>')}`,
    );
    const html = await response.text();
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<Sons>');
    expect(html).toContain('member of Umbrella &#38; &#60;Sons&#62;');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('a name that was rebound to this machine', () => {
  const form = () => new URLSearchParams({ user_id: 'user_ada', organization_id: 'org_acme' });
  /** Sends what Fetch lets nobody say: the host, too. */
  const post = (url: string, headers: Readonly<Record<string, string>>) =>
    new Promise<{ status: number | undefined; cookies: unknown; text: string }>((resolve) => {
      const asked = request(`${url}/__clerk/sign-in`, { method: 'POST', headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part) => (text += String(part)));
        answer.on('end', () => {
          resolve({ status: answer.statusCode, cookies: answer.headers['set-cookie'], text });
        });
      });
      asked.end(form().toString());
    });

  it.each([
    ['its page asks', { host: 'evil.example:3000', 'sec-fetch-site': 'same-origin' }],
    [
      'its page names another one beside it',
      { host: 'evil.example', 'x-forwarded-host': 'localhost', 'sec-fetch-site': 'same-origin' },
    ],
    [
      'an app forwards what it asks',
      { 'x-forwarded-host': 'evil.example', 'sec-fetch-site': 'same-origin' },
    ],
    [
      'an app forwards it under the name that its page gives',
      {
        'x-forwarded-host': 'localhost:3000',
        origin: 'http://evil.example:3000',
        'sec-fetch-site': 'same-origin',
      },
    ],
    ['several proxies forward it', { 'x-forwarded-host': 'localhost, evil.example' }],
    ['it only looks like one of this machine', { host: 'localhost.evil.example' }],
    ['it begins as an address of this machine', { host: '127.0.0.1.evil.example' }],
  ])('gets no session, and the answer says how to allow it: %s', async (_, headers) => {
    const { status, cookies, text } = await post(clerk.url, headers);
    expect([status, cookies]).toEqual([403, undefined]);
    expect(text).toContain('startClerkSandbox({ hosts: [');
  });

  it.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'acme.localhost', 'LOCALHOST'])(
    'is not taken for one of this machine: %s',
    async (name) => {
      const headers = { host: name, origin: `http://${name}`, 'sec-fetch-site': 'same-origin' };
      expect((await post(clerk.url, headers)).status).toBe(303);
    },
  );

  it('gets one where the app says that it is its own', async () => {
    await using other = await startSandbox({ hosts: ['app.test'] });
    const headers = { host: 'app.test:3000', origin: 'http://app.test:3000' };
    expect((await post(other.url, headers)).status).toBe(303);
    expect((await post(other.url, { host: 'evil.example' })).status).toBe(403);
  });
});

describe('in production', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('it does not start, and says why and what to write', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    await expect(startSandbox()).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringContaining('allowProduction: true') as string,
    });
  });

  it('it starts where it is told to', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    await using started = await startSandbox({ allowProduction: true });
    expect(started.url).toContain('http://127.0.0.1:');
  });
});

describe('the handshake', () => {
  const handshake = (redirectUrl: string, cookie = '') =>
    send(`/__clerk/v1/client/handshake?redirect_url=${encodeURIComponent(redirectUrl)}`, {
      headers: { cookie },
    });

  /** Goes the way of a browser that opens a page, until the server renders it. */
  async function visit(cookies: Map<string, string>) {
    const { publishableKey, secretKey, jwtKey } = clerk;
    const telemetry = { disabled: true } as const;
    const server = createClerkClient({ publishableKey, secretKey, jwtKey, telemetry });
    let page = `${site}/page?q=1`;
    for (let hops = 0; hops < 6; hops++) {
      const headers = { cookie: cookieHeader(cookies), accept: 'text/html' };
      const state = await server.authenticateRequest(new Request(page, { headers }), {
        proxyUrl: '/__clerk',
      });
      for (const [name, value] of cookiesOf(new Response(null, { headers: state.headers }))) {
        cookies.set(name, value);
      }
      const location = state.headers.get('location');
      if (location === null) return { hops, page, state };
      const next = new URL(location);
      expect(next.host).toBe(host);
      if (!next.pathname.startsWith('/__clerk/')) {
        page = next.href;
        continue;
      }
      const answer = await send(next.pathname + next.search, {
        headers: { cookie: cookieHeader(cookies) },
      });
      expect(answer.status).toBe(307);
      page = new URL(answer.headers.get('location') ?? '', site).href;
    }
    throw new Error('The handshake goes in circles.');
  }

  it('gives a server the session of a browser that has only its own cookie', async () => {
    const { cookie, sessionId } = clerk.signIn('user_ada', { orgId: 'org_acme' });
    const { page, hops, state } = await visit(new Map([[cookie.name, cookie.value]]));
    expect(hops).toBeGreaterThan(0);
    expect(page).toBe(`${site}/page?q=1`);
    expect(state.toAuth()).toMatchObject({ userId: 'user_ada', orgId: 'org_acme', sessionId });
  });

  it('ends for a browser that is signed out, and is not needed again', async () => {
    const cookies = new Map<string, string>();
    const first = await visit(cookies);
    expect(first.hops).toBeGreaterThan(0);
    expect(first.state.toAuth()).toMatchObject({ userId: null });
    expect(await visit(cookies)).toMatchObject({ hops: 0 });
  });

  it('goes back to no other site', async () => {
    expect((await handshake('https://evil.example/')).status).toBe(400);
    expect((await handshake(`${site}.evil.example/`)).status).toBe(400);
    const response = await handshake(`${site}//evil.example/`);
    expect(new URL(response.headers.get('location') ?? '', site).host).toBe(host);
  });
});

describe('the keys', () => {
  it('are where the Backend API and the Frontend API have them', async () => {
    const backend: unknown = await (await send('/v1/jwks')).json();
    expect(backend).toMatchObject({ keys: [{ kty: 'RSA', alg: 'RS256', use: 'sig' }] });
    expect(backend).not.toHaveProperty(['keys', 0, 'd']);
    expect(await (await send('/__clerk/v1/.well-known/jwks.json')).json()).toEqual(backend);
  });
});

describe("Clerk's scripts", () => {
  const getRaw = (path: string) =>
    new Promise<{ status: number | undefined; sha256: string }>((resolve, reject) => {
      // fetch would tidy the path up first.
      get({ port: new URL(clerk.url).port, host: '127.0.0.1', path }, (response) => {
        const hash = createHash('sha256');
        response.on('data', (chunk: Buffer) => hash.update(chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode, sha256: hash.digest('hex') });
        });
      }).on('error', reject);
    });

  it("come from the app's own node_modules, whichever version is asked for", async () => {
    const file = await readFile('node_modules/@clerk/clerk-js/dist/clerk.browser.js');
    const sha256 = createHash('sha256').update(file).digest('hex');
    for (const version of ['6', '6.40.0', 'latest']) {
      expect(await getRaw(`/__clerk/npm/@clerk/clerk-js@${version}/dist/clerk.browser.js`)).toEqual(
        {
          status: 200,
          sha256,
        },
      );
    }
  });

  it.each([
    '/__clerk/npm/@clerk/clerk-js@6/dist/../package.json',
    '/__clerk/npm/@clerk/clerk-js@6/dist/../no-rhc/index.js',
    '/__clerk/npm/@clerk/clerk-js@6/dist/..%2f..%2f..%2fvitest%2fdist%2findex.js',
    '/__clerk/npm/@clerk/clerk-js@6/dist/%2e%2e/%2e%2e/backend/dist/index.js',
    '/__clerk/npm/@clerk/clerk-js@6/../backend/dist/index.js',
    '/__clerk/npm/@clerk/backend@3/dist/index.js',
    '/__clerk/npm/@clerk/clerk-js@6/dist/..\\..\\backend\\dist\\index.js',
    '/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js%00.js',
    '/__clerk/npm/@clerk/clerk-js@6/dist/..js',
    '/__clerk/npm/@clerk/clerk-js@6/dist/',
    '//__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js',
  ])('are all there is: %s is not', async (path) => {
    expect((await getRaw(path)).status).toBe(404);
  });

  it('are said to be missing where they are not installed', async () => {
    await using elsewhere = await startSandbox({ resolveFrom: '/' });
    const response = await fetch(
      `${elsewhere.url}/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js`,
    );
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('npm i -D @clerk/clerk-js');
  });
});

describe('what the terminal of the sandbox says', () => {
  const script = (name: string) => `/__clerk/npm/@clerk/${name}@6/dist/${name}.browser.js`;

  /** What a new sandbox writes while it answers these requests. */
  async function said(paths: readonly string[], headers = {}, options = {}) {
    const write = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    onTestFinished(() => write.mockRestore());
    await using sandbox = await startSandbox(options);
    for (const path of paths) await fetch(sandbox.url + path, { headers });
    return write.mock.calls.map(([text]) => String(text));
  }

  it('is what to do about each script that the app does not have, once', async () => {
    const paths = [script('clerk-js'), script('ui'), script('clerk-js'), script('ui')];
    const [clerkJs, ui, ...more] = await said(paths, {}, { resolveFrom: '/no/such/app' });
    expect(clerkJs).toMatch(
      /clerk-js\.browser\.js .* from \/no\/such\/app.*npm i -D @clerk\/clerk-js/,
    );
    expect(ui).toMatch(/prefetchUI=\{false\}.*npm i -D @clerk\/ui/);
    expect(more).toEqual([]);
  });

  it("is that Clerk's middleware must leave its paths out, once", async () => {
    // What clerkMiddleware of @clerk/nextjs adds to each request that it lets through.
    const headers = { 'x-clerk-auth-status': 'signed-out' };
    const paths = ['/auth/clerk/v1/client', '/auth/clerk/sign-in', '/auth/clerk/v1/client'];
    const warnings = await said(paths, headers, { basePath: '/auth/clerk' });
    expect(warnings).toEqual([expect.stringContaining('matcher')]);
    expect(warnings[0]).toContain(
      "write `_next|auth/clerk` where it has `_next`, and remove the entry `'/auth/clerk/(.*)'`",
    );
  });

  /** An app whose build forwards to this port, as Next.js writes it. */
  const builtApp = (port: number, others: object = { BUILD_ID: 'b' }) => {
    const destination = `http://127.0.0.1:${String(port)}/__clerk/:path*`;
    const rewrites = { afterFiles: [{ source: '/__clerk/:path*', destination }] };
    const files = { 'routes-manifest.json': JSON.stringify({ rewrites }), ...others };
    return policyFolder(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [`.next/${name}`, text])),
    );
  };

  it('is that a build of Next.js forwards to another port, and which to choose', async () => {
    const resolveFrom = await builtApp(4400);
    const [warning, ...more] = await said([], {}, { resolveFrom });
    expect(warning).toContain('startClerkSandbox({ port: 4400 })');
    expect(more).toEqual([]);
  });

  it('is nothing about a build that forwards to this sandbox, or that `next dev` made', async () => {
    const free = await startSandbox();
    const port = Number(new URL(free.url).port);
    await free.close();
    expect(await said([], {}, { resolveFrom: await builtApp(port), port })).toEqual([]);
    expect(await said([], {}, { resolveFrom: await builtApp(4400, {}) })).toEqual([]);
  });

  it('is nothing while all is well', async () => {
    const paths = [script('clerk-js').replace('clerk-js.b', 'clerk.b'), '/__clerk/v1/client'];
    expect(await said([...paths, '/__clerk/sign-in', '/v1/jwks'])).toEqual([]);
  });
});

describe('the Frontend API', () => {
  it("refuses in Clerk's words what it does not have, and sessions of other browsers", async () => {
    const missing = await send('/__clerk/v1/client/sign_ups', { method: 'POST' });
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ errors: [{ code: 'resource_not_found' }] });

    const { cookie } = clerk.signIn('user_bob');
    const { sessionId } = clerk.signIn('user_ada');
    const foreign = await send(`/__clerk/v1/client/sessions/${sessionId}/tokens`, {
      method: 'POST',
      headers: { cookie: `${cookie.name}=${cookie.value}` },
    });
    expect(foreign.status).toBe(401);
    expect(await foreign.json()).toMatchObject({ errors: [{ code: 'authentication_invalid' }] });
  });

  it('takes each ticket once', async () => {
    const body = () => new URLSearchParams({ strategy: 'ticket', ticket });
    const ticket = clerk.createSignInToken('user_ada');
    const signIn = () => send('/__clerk/v1/client/sign_ins', { method: 'POST', body: body() });
    expect((await signIn()).status).toBe(200);
    expect((await signIn()).status).toBe(422);
  });

  it('tells of impersonation and of how fresh a session is', async () => {
    const actor = { sub: 'user_support' };
    const { cookie } = clerk.signIn('user_ada', { actor, factorVerificationAge: [30, 5] });
    const headers = { cookie: `${cookie.name}=${cookie.value}` };
    expect(await (await send('/__clerk/v1/client', { headers })).json()).toMatchObject({
      response: { sessions: [{ actor, factor_verification_age: [30, 5] }] },
    });
  });

  it.each([
    ['a body that is too long', { method: 'POST', body: 'x'.repeat(100_000) }],
    ['a host that is none', { headers: { 'x-forwarded-host': 'a b/c' } }],
    ['a protocol that is none', { headers: { 'x-forwarded-proto': 'javascript' } }],
  ])('refuses %s', async (_, init) => {
    expect((await send('/__clerk/v1/client', init)).status).toBe(400);
  });
});

describe('startClerkSandbox', () => {
  it('names what an app needs to use it instead of Clerk', () => {
    expect(Buffer.from(clerk.publishableKey.slice('pk_test_'.length), 'base64').toString()).toBe(
      'clerk.sandbox.invalid$',
    );
    expect(clerk.env).toEqual({
      NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
      CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
      CLERK_SECRET_KEY: clerk.secretKey,
      CLERK_JWT_KEY: clerk.jwtKey,
      CLERK_API_URL: clerk.url,
      CLERK_SANDBOX_URL: clerk.url,
      NEXT_PUBLIC_CLERK_PROXY_URL: '/__clerk',
      NEXT_PUBLIC_CLERK_PREFETCH_UI: 'false',
      CLERK_PREFETCH_UI: 'false',
      VITE_CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
      VITE_CLERK_PROXY_URL: '/__clerk',
      PUBLIC_CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
      PUBLIC_CLERK_API_URL: clerk.url,
      PUBLIC_CLERK_PROXY_URL: '/__clerk',
      PUBLIC_CLERK_SIGN_IN_URL: '/__clerk/sign-in',
      PUBLIC_CLERK_PREFETCH_UI: 'false',
      PUBLIC_CLERK_TELEMETRY_DISABLED: '1',
      NUXT_PUBLIC_CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
      NUXT_PUBLIC_CLERK_API_URL: clerk.url,
      NUXT_PUBLIC_CLERK_PROXY_URL: '/__clerk',
      NUXT_PUBLIC_CLERK_SIGN_IN_URL: '/__clerk/sign-in',
      NUXT_CLERK_SECRET_KEY: clerk.secretKey,
      NUXT_CLERK_JWT_KEY: clerk.jwtKey,
      NEXT_PUBLIC_CLERK_SIGN_IN_URL: '/__clerk/sign-in',
      CLERK_TELEMETRY_DISABLED: '1',
      NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED: '1',
      NEXT_TELEMETRY_DISABLED: '1',
    });
  });

  it('listens on the loopback address only', async () => {
    const { port } = new URL(clerk.url);
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address?.family === 'IPv4' && !address.internal);
    for (const address of others) {
      await expect(fetch(`http://${address?.address ?? ''}:${port}/v1/jwks`)).rejects.toThrow();
    }
    expect(new URL(clerk.url).hostname).toBe('127.0.0.1');
  });

  it('can stand below another path', async () => {
    await using elsewhere = await startSandbox({ basePath: '/auth/clerk' });
    expect((await fetch(`${elsewhere.url}/auth/clerk/v1/client`)).status).toBe(200);
    expect((await fetch(`${elsewhere.url}/__clerk/v1/client`)).status).toBe(404);
    expect(elsewhere.env).toMatchObject({ NEXT_PUBLIC_CLERK_SIGN_IN_URL: '/auth/clerk/sign-in' });
  });

  it('says that the port is taken', async () => {
    const port = Number(new URL(clerk.url).port);
    await expect(startSandbox({ port })).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringContaining(`port ${String(port)}`),
    });
  });

  it('stops listening when it is closed, which may happen twice', async () => {
    const brief = await startSandbox();
    await fetch(`${brief.url}/v1/jwks`);
    await brief.close();
    await brief.close();
    await expect(fetch(`${brief.url}/v1/jwks`)).rejects.toThrow();
  });

  it.each<[string, Partial<SandboxUser>]>([
    ['org_none, which is not in', { memberships: { org_none: { role: 'org:admin' } } }],
    ['The role admin', { memberships: { org_acme: { role: 'admin' } } }],
    [
      'The permission invoices:read',
      { memberships: { org_acme: { role: 'org:admin', permissions: ['invoices:read'] } } },
    ],
    ['The feature or plan beta', { features: ['beta'] }],
    ['The feature or plan o:pro', { plans: ['o:pro'] }],
  ])('refuses a user of whom it must say: %s', async (message, user) => {
    const eve = {
      id: 'user_eve',
      firstName: 'Eve',
      lastName: '',
      email: 'eve@example.com',
      ...user,
    };
    await expect(
      startClerkSandbox({ users: [...users, eve], organizations }),
    ).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringContaining(message),
    });
  });
});
