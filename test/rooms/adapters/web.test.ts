import { generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ClerkBackendOptions, createClerkCerbos } from '../../../src/adapters/web';
import { fromClerkBackend } from '../../../src/adapters/web';
import type { ClerkAuth } from '../../../src';
import { startClerkSandbox } from '../../../src/testing';
import { allowAll, fakeClient } from '../ask/fakeClient';

const cerbos = fakeClient(allowAll);
const resource = { kind: 'document', id: '7', attr: {} };
const view = { action: 'view', resource };
const session: ClerkAuth = {
  tokenType: 'session_token',
  isAuthenticated: true,
  userId: 'user_1',
  sessionId: 'sess_1',
  sessionClaims: { sub: 'user_1', sid: 'sess_1', exp: 4_102_444_800 },
};
const machine: ClerkAuth = {
  tokenType: 'api_key',
  isAuthenticated: true,
  id: 'ak_1',
  userId: 'user_1',
  scopes: [],
  claims: {},
};
const request = (init?: RequestInit) => new Request('https://app.example.test/', init);
const principalOf = (auth: ClerkAuth | null, acceptsToken?: 'api_key') =>
  createClerkCerbos({ cerbos, auth: async () => auth })
    .withCerbos({ ...view, ...(acceptsToken && { acceptsToken }) }, (_request, _context, grant) =>
      Response.json(grant.principal.id),
    )(request())
    .then(async (response) => (await response.json()) as unknown);

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('auth of the app', () => {
  it.each([undefined, null, 'getAuth', {}])('is refused if it is no function: %s', (auth) => {
    const create = () => Reflect.apply(createClerkCerbos, undefined, [{ cerbos, auth }]) as unknown;
    expect(create).toThrow(/auth must be a function/);
  });

  it('is asked once per request, however many questions there are', async () => {
    const auth = vi.fn(async () => session);
    const { isAllowed, withCerbos } = createClerkCerbos({ cerbos, auth });
    const guarded = withCerbos(view, async (given: Request) => {
      await isAllowed(given, { ...view, action: 'edit' });
      return new Response();
    });
    const [first, second] = [request(), request()];
    await Promise.all([guarded(first), isAllowed(first, view)]);
    expect(auth).toHaveBeenCalledTimes(1);
    await guarded(second);
    expect(auth).toHaveBeenCalledTimes(2);
  });

  it('is told what the rule accepts, and whether pending sessions are', async () => {
    const auth = vi.fn(async () => session);
    const { withCerbos, isAllowed } = createClerkCerbos({
      cerbos,
      auth,
      treatPendingAsSignedOut: false,
    });
    const given = request();
    await withCerbos({ ...view, acceptsToken: ['api_key'] }, () => new Response())(given);
    await isAllowed(given, view);
    expect(auth.mock.calls).toEqual([
      [given, { treatPendingAsSignedOut: false, acceptsToken: ['api_key'] }],
      [given, { treatPendingAsSignedOut: false }],
    ]);
  });

  it.each([
    ['a session, where sessions are accepted', session, undefined, 'user_1'],
    ['a machine, where sessions are accepted', machine, undefined, 'anonymous'],
    ['a session, where API keys are accepted', session, 'api_key', 'anonymous'],
    ['a handshake', null, undefined, 'anonymous'],
  ] as const)('may return %s', async (_, auth, acceptsToken, principal) => {
    expect(await principalOf(auth, acceptsToken)).toBe(principal);
  });

  it('fails closed if it throws', async () => {
    const auth = () => Promise.reject(new Error('of the SDK'));
    const handler = vi.fn(() => new Response());
    const guarded = createClerkCerbos({ cerbos, auth }).withCerbos(view, handler);
    await expect(guarded(request())).rejects.toThrow('of the SDK');
    expect(handler).not.toHaveBeenCalled();
  });
});

describe('a value that is no request', () => {
  it('is said to be none, by a verb and by a guard', async () => {
    const auth = vi.fn(async () => session);
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { isAllowed, withCerbos } = createClerkCerbos({ cerbos, auth });
    const guarded = withCerbos(view, () => new Response());
    for (const event of [{ request: request() }, { headers: { authorization: 'Bearer x' } }]) {
      const given = event as unknown as Request;
      await expect(isAllowed(given, view)).rejects.toThrow(/not a Request/);
      expect((await guarded(given)).status).toBe(500);
    }
    expect(error).toHaveBeenCalledWith(expect.stringContaining('not a Request'));
    expect(auth).not.toHaveBeenCalled();
  });
});

describe('a response that is thrown', () => {
  it('is the answer, and is kept private', async () => {
    const { withCerbos } = createClerkCerbos({ cerbos, auth: async () => session });
    const guarded = withCerbos(view, () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- as some frameworks redirect
      throw Response.redirect('https://app.example.test/elsewhere');
    });
    const { status, headers } = await guarded(request());
    expect([status, headers.get('location')]).toEqual([302, 'https://app.example.test/elsewhere']);
    expect(headers.get('cache-control')).toBe('private, no-store');
  });
});

describe('headers of the SDK', () => {
  it('are added to what guards and the endpoint send, and to refusals', async () => {
    const auth = Object.assign(async () => session, {
      addHeaders: (_: Request, response: Response) => {
        response.headers.append('Set-Cookie', '__session=new');
        return response;
      },
    });
    const { withCerbos, checkEndpoint } = createClerkCerbos({ cerbos, auth });
    const json = { 'content-type': 'application/json' };
    const answers = await Promise.all([
      withCerbos(view, () => new Response())(request()),
      withCerbos({ ...view, resource: () => null }, () => new Response())(request()),
      checkEndpoint(request({ method: 'POST', body: '{}', headers: json })),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 400]);
    for (const { headers } of answers) expect(headers.getSetCookie()).toEqual(['__session=new']);
  });
});

describe('fromClerkBackend', () => {
  const keys = {
    secretKey: 'sk_test_x',
    publishableKey: 'pk_test_aGFwcHktb3R0ZXItMS5jbGVyay5hY2NvdW50cy5kZXYk',
    authorizedParties: ['http://localhost:3000'],
  };

  it.each([
    ['secretKey', { secretKey: '' }],
    ['secretKey', { secretKey: undefined }],
    ['publishableKey', { publishableKey: undefined }],
  ] as [string, Partial<ClerkBackendOptions>][])(
    'says with the first request that it has no %s',
    async (name, missing) => {
      const auth = fromClerkBackend({ ...keys, ...missing });
      const { isAllowed } = createClerkCerbos({ cerbos, auth });
      await expect(isAllowed(request(), view)).rejects.toThrow(`fromClerkBackend has no ${name}`);
    },
  );

  it.each([[[]], ['https://app.example.com'], [['app.example.com']]])(
    'refuses authorizedParties that would accept more than they say: %j',
    (authorizedParties) => {
      const options = { ...keys, authorizedParties } as ClerkBackendOptions;
      expect(() => fromClerkBackend(options)).toThrow(
        /authorizedParties must be a list of origins/,
      );
    },
  );

  it('warns in development if tokens of every origin are accepted', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    vi.stubEnv('NODE_ENV', 'development');
    const { secretKey, publishableKey } = keys;
    fromClerkBackend({ secretKey, publishableKey });
    expect(warn.mock.calls.flat()).toEqual([
      expect.stringContaining('session tokens of every origin'),
    ]);
  });

  it('reads no option from a prototype', async () => {
    const pollute = { publishableKey: keys.publishableKey };
    const auth = fromClerkBackend(
      Object.setPrototypeOf({ secretKey: 'sk_test_x' }, pollute) as ClerkBackendOptions,
    );
    const { isAllowed } = createClerkCerbos({ cerbos, auth });
    await expect(isAllowed(request(), view)).rejects.toThrow('has no publishableKey');
  });

  it.each(['jwtKey', 'apiUrl'])('lets the SDK read no %s from a prototype', async (name) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const polluted = {
      jwtKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      apiUrl: 'http://127.0.0.1:9',
    };
    const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed'));
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      sub: 'user_victim',
      sid: 'sess_1',
      v: 2,
      sts: 'active',
      azp: keys.authorizedParties[0],
    };
    const text = `${part({ alg: 'RS256', typ: 'JWT', kid: `ins_${name}` })}.${part({ ...claims, iat: now - 5, nbf: now - 5, exp: now + 60 })}`;
    const token = `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
    const auth = fromClerkBackend(keys);
    const guarded = createClerkCerbos({ cerbos, auth, timeoutMs: 500 }).withCerbos(
      view,
      (_request, _context, { principal }) => Response.json(principal.id),
    );
    Object.defineProperty(Object.prototype, name, {
      value: Reflect.get(polluted, name),
      configurable: true,
      writable: true,
    });
    try {
      const answer = await guarded(request({ headers: { authorization: `Bearer ${token}` } }));
      expect(await answer.text()).not.toContain('user_victim');
      const sent = fetched.mock.calls.map(([url]) => JSON.stringify(url));
      expect(sent.join()).not.toContain('127.0.0.1:9');
    } finally {
      Reflect.deleteProperty(Object.prototype, name);
    }
  });

  describe('with real tokens', () => {
    const user = { id: 'user_1', firstName: 'A', lastName: 'B', email: 'a@example.test' };
    const ask = async (
      cookie: (token: string) => string,
      headers: Record<string, string> = {},
      body?: string,
    ) => {
      const clerk = await startClerkSandbox({ organizations: [], users: [user] });
      try {
        const auth = fromClerkBackend({
          secretKey: clerk.env.CLERK_SECRET_KEY,
          publishableKey: clerk.env.CLERK_PUBLISHABLE_KEY,
          jwtKey: clerk.env.CLERK_JWT_KEY,
          authorizedParties: ['https://app.example.test'],
        });
        const { withCerbos } = createClerkCerbos({ cerbos, auth });
        const guarded = withCerbos(view, (_request, _context, { principal }) =>
          Response.json(principal.id),
        );
        const token = clerk.sessionToken({ userId: 'user_1', azp: 'https://app.example.test' });
        const asked = request({
          headers: { ...headers, cookie: cookie(token) },
          ...(body !== undefined && { method: 'POST', body }),
        });
        // A framework validates the body before the rule is asked. On srvx, which Elysia uses on
        // Node.js, some members of the request throw after that.
        if (body !== undefined) {
          await asked.text();
          for (const name of ['cache', 'credentials', 'integrity', 'bodyUsed']) {
            Object.defineProperty(asked, name, {
              get() {
                throw new TypeError('Response body object should not be disturbed or locked');
              },
            });
          }
        }
        return await guarded(asked);
      } finally {
        await clerk.close();
      }
    };

    it('says in development why Clerk refuses a token, and nothing of the token', async () => {
      vi.stubEnv('NODE_ENV', 'development');
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
      const answer = await ask((token) => `__session=${token}; __client_uat=1; __clerk_db_jwt=x`, {
        authorization: 'Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1In0.c2ln',
      });
      expect(await answer.json()).toBe('anonymous');
      const said = warn.mock.calls.flat().filter((line) => String(line).includes('Clerk refused'));
      expect(said).toEqual([
        expect.stringMatching(/Clerk refused a token: token-[a-z-]+\. Its caller is signed out\./),
      ]);
      expect(said.join()).not.toContain('eyJ');
    });

    it('knows the session of a cookie', async () => {
      const answer = await ask((token) => `__session=${token}; __client_uat=1; __clerk_db_jwt=x`);
      expect(await answer.json()).toBe('user_1');
    });

    it('knows it after the app has read the body', async () => {
      const cookie = (token: string) => `__session=${token}; __client_uat=1; __clerk_db_jwt=x`;
      const answer = await ask(cookie, {}, '{}');
      expect(await answer.json()).toBe('user_1');
    });

    it('returns the redirect of a handshake before the rule is asked', async () => {
      const { status, headers } = await ask((token) => `__session=${token}`, {
        accept: 'text/html',
      });
      expect([status, headers.get('location')]).toEqual([
        307,
        expect.stringContaining('/v1/client/handshake'),
      ]);
    });
  });

  describe('after a handshake, in production', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const now = Math.floor(Date.now() / 1000);
    const jwt = (claims: object) => {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const text = `${part({ alg: 'RS256', typ: 'JWT', kid: 'ins_1' })}.${part(claims)}`;
      return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`;
    };
    const token = jwt({
      iss: 'https://clerk.example.test',
      azp: 'https://app.example.test',
      ...{ sub: 'user_1', sid: 'sess_1', v: 2, sts: 'active' },
      ...{ iat: now - 5, nbf: now - 5, exp: now + 60 },
    });
    const cookies = [`__session=${token}; Path=/; Secure`, `__client_uat=${now - 10}; Path=/`];
    const ask = async (respond: () => Response) => {
      const auth = fromClerkBackend({
        secretKey: 'sk_live_x',
        publishableKey: 'pk_live_Y2xlcmsuZXhhbXBsZS50ZXN0JA',
        jwtKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        authorizedParties: ['https://app.example.test'],
      });
      const { withCerbos } = createClerkCerbos({ cerbos, auth });
      const cookie = `__clerk_handshake=${jwt({ handshake: cookies })}`;
      const given = request({ headers: { cookie, accept: 'text/html' } });
      const guarded = await withCerbos(view, respond)(given);
      const unguarded = auth.addHeaders(given, respond());
      const hooked = auth.addHeaders(given, await withCerbos(view, respond)(given));
      return { guarded, unguarded, hooked };
    };

    it.each([
      [
        'a page that may be cached',
        () => new Response('', { headers: { 'Cache-Control': 'public, max-age=60' } }),
      ],
      [
        'a redirect, whose headers can not be changed',
        () => Response.redirect('https://app.example.test/'),
      ],
    ])('adds the cookies to %s, and keeps it out of shared caches', async (_, respond) => {
      const { guarded, unguarded } = await ask(respond);
      for (const response of [guarded, unguarded]) {
        expect(response.status).toBe(respond().status);
        expect(response.headers.getSetCookie()).toEqual(expect.arrayContaining(cookies));
        expect(response.headers.get('cache-control')).toBe('private, no-store');
      }
    });

    it('adds them once where a hook around a guard adds them, too', async () => {
      const { guarded, hooked } = await ask(() => new Response());
      expect(hooked.headers.getSetCookie()).toEqual(guarded.headers.getSetCookie());
    });
  });

  it('adds nothing to a response without new cookies', () => {
    const response = new Response();
    expect(fromClerkBackend(keys).addHeaders(request(), response)).toBe(response);
  });
});
