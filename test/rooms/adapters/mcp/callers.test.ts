import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { isUnavailable, type ClerkAuth } from '../../../../src';
import { toAuthInfo } from '../../../../src/adapters/mcp';
import { usePdp } from '../../../setup/pdp';
import { Billing, text } from './billing';
import { authInfoOf, auths } from './callers';
import { newest } from './sdks';
import { post, type Wire, ways } from './wires';

const pdp = usePdp();
const REFUSAL = 'clerk-cerbos/refusal';
const AUTH = Symbol.for('clerk-cerbos.auth');
const secret = { name: 'secret', arguments: { id: '7' } };
const open7 = { name: 'open', arguments: { id: '7' } };

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('toAuthInfo', () => {
  it('makes what the transports take, and keeps the auth object out of JSON', () => {
    const info = toAuthInfo(auths.oauth, 'the token');
    expect(info).toMatchObject({
      token: 'the token',
      clientId: 'client_1',
      scopes: [],
      extra: { userId: 'user_bob' },
    });
    expect(JSON.parse(JSON.stringify(info))).toEqual({
      token: 'the token',
      clientId: 'client_1',
      scopes: [],
      extra: { userId: 'user_bob' },
    });
    expect(toAuthInfo(auths.bob, 't')).toMatchObject({
      clientId: '',
      scopes: [],
      expiresAt: 4_102_444_800,
    });
  });

  it('is undefined for a signed-out caller', () => {
    expect(toAuthInfo(auths['signed out'])).toBeUndefined();
  });

  it('throws if Clerk could not verify the token', () => {
    const unverified: ClerkAuth = {
      ...auths['signed out'],
      debug: () => ({ reason: 'jwk-remote-failed-to-load' }),
    };
    let thrown: unknown;
    try {
      toAuthInfo(unverified);
    } catch (error) {
      thrown = error;
    }
    expect(isUnavailable(thrown)).toBe(true);
    expect(thrown).toMatchObject({ code: 'clerk_unreachable' });
  });

  it.each(['auth', 7, () => auths.ada, Promise.resolve(auths.ada)])(
    'refuses what is no auth object: %s',
    (value) => {
      expect(() => Reflect.apply(toAuthInfo, undefined, [value]) as unknown).toThrow();
    },
  );
});

describe.each(ways)('the caller of a message, on $name', ({ sdk, open }) => {
  let billing: Billing;
  let wire: Wire;
  beforeEach(async () => {
    billing = new Billing(pdp().httpUrl);
    wire = await open(() => billing.server(sdk));
  });

  const theirs = { token: 't', clientId: 'c', scopes: [], extra: { userId: 'user_ada' } };
  it.each<[string, unknown]>([
    ["Clerk's verifyClerkToken", theirs],
    ['an authInfo without extra', { token: 't', clientId: 'c', scopes: [] }],
    ['an auth object that went through JSON', { ...theirs, extra: { [String(AUTH)]: auths.ada } }],
    ['an auth object in the wrong place', { ...theirs, [AUTH]: auths.ada }],
    ['a text as auth object', { ...theirs, extra: { [AUTH]: 'user_ada' } }],
    ["Clerk's auth object itself", auths.ada],
    ["Clerk's function", () => auths.ada],
    [
      "Clerk's function, that has an extra",
      Object.assign(() => auths.ada, { extra: { [AUTH]: auths.ada } }),
    ],
    ['a text', 'user_ada'],
  ])('is refused, with what to write in place of it: %s', async (_, authInfo) => {
    for (const method of ['tools/list', 'resources/list', 'prompts/list']) {
      const said = await wire.askAs(authInfo, method);
      expect(said.error).toBeDefined();
      expect(said.result).toBeUndefined();
    }
    for (const [method, params] of [
      ['tools/call', open7],
      ['prompts/get', { name: 'open', arguments: { topic: 'x' } }],
      ['resources/read', { uri: 'conf://open/it' }],
    ] as const) {
      const said = await wire.askAs(authInfo, method, params);
      expect(said.result?.isError ?? said.error).toBeTruthy();
      expect(JSON.stringify(said)).not.toMatch(/toAuthInfo|user_ada/);
    }
    expect(billing.since()).toMatchObject({ ran: [], calls: 0 });
    const context = { authInfo, requestInfo: { headers: {} } };
    const asked = billing.authz.isAllowed(context as object, {
      resource: { kind: 'mcp_tool', id: 'open', attr: {} },
      action: 'call',
    });
    await expect(asked).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringMatching(/toAuthInfo/) as unknown,
    });
  });

  it("says of Clerk's function which line puts toAuthInfo in its place", async () => {
    const context = { authInfo: () => auths.ada };
    const resource = { kind: 'mcp_tool', id: 'open', attr: {} };
    const asked = billing.authz.isAllowed(context, { resource, action: 'call' });
    await expect(asked).rejects.toThrow('req.auth = toAuthInfo(getAuth(req');
  });

  it('is anonymous if the transport says nothing', async () => {
    const said = await wire.askAs(undefined, 'tools/list');
    expect(JSON.stringify(said)).toContain('public');
    expect(JSON.stringify(said)).not.toContain('"open"');
    await wire.askAs(undefined, 'tools/call', open7);
    await wire.askAs(undefined, 'tools/call', { ...open7, name: 'public' });
    expect(billing.ran).toEqual(['public']);
    expect(billing.cerbos.checks.every(({ principal }) => principal.id === 'anonymous')).toBe(true);
  });

  it('is the one of the auth object that the app was given, whatever the rest says', async () => {
    const info = {
      ...authInfoOf('bob'),
      clientId: 'user_ada',
      scopes: ['admin'],
      roles: ['org:admin'],
    };
    await wire.askAs(info, 'tools/call', secret);
    expect(billing.ran).toEqual([]);
    expect(billing.cerbos.checks[0]?.principal).toMatchObject({ id: 'user_bob' });
  });

  it('is refused after the token has expired', async () => {
    const past = {
      ...auths.ada,
      sessionClaims: { sub: 'user_ada', sid: 'sess_user_ada', sts: 'active', exp: 1_000_000_000 },
    };
    const info = { ...theirs, extra: { [AUTH]: past } };
    const said = await wire.askAs(info, 'tools/call', open7);
    expect(said.result?.isError ?? said.error).toBeTruthy();
    expect(billing.ran).toEqual([]);
    expect((await wire.askAs(info, 'tools/list')).error).toBeDefined();
  });

  it('is not changed by a polluted prototype', async () => {
    const info = authInfoOf('ada');
    const polluted: Record<string, unknown> = {
      ...{ authInfo: info, extra: info?.extra, http: { authInfo: info }, auth: () => auths.ada },
      ...{ isAuthenticated: true, userId: 'user_ada', orgRole: 'org:admin', resource: () => null },
      ...{ annotations: { destructiveHint: false }, [AUTH]: auths.ada },
    };
    // The HTTP entry of 2.x itself reads it from there, and hands it on as its own.
    const names = Reflect.ownKeys(polluted).filter(
      (name) => sdk.major === 1 || name !== 'authInfo',
    );
    for (const name of names) {
      Object.defineProperty(Object.prototype, name, {
        value: Reflect.get(polluted, name),
        configurable: true,
        writable: true,
      });
    }
    const answers: unknown[] = [];
    try {
      // A server that was guarded in that time, too.
      const late = await open(() => billing.server(sdk));
      for (const one of [wire, late]) {
        answers.push(
          await one.askAs(undefined, 'tools/call', secret),
          await one.askAs(undefined, 'tools/list'),
          await one.askAs(authInfoOf('bob'), 'tools/call', secret),
          await one.askAs({ token: 't', clientId: 'c', scopes: [] }, 'tools/call', secret),
          await one.askAs(theirs, 'tools/call', secret),
        );
      }
    } finally {
      for (const name of names) Reflect.deleteProperty(Object.prototype, name);
    }
    expect(answers.length).toBe(10);
    expect(billing.since().ran).toEqual([]);
    expect(JSON.stringify(answers)).not.toContain('ran secret');
    expect(billing.cerbos.checks.some(({ principal }) => principal.id === 'user_ada')).toBe(false);
  });
});

describe.each(newest)('the option auth of guard, on $name', (sdk) => {
  let billing: Billing;
  beforeEach(() => {
    billing = new Billing(pdp().httpUrl);
  });
  const way = ways.find((one) => one.sdk === sdk);
  const connect = async (auth: () => unknown) => {
    const wire = await way?.open(() => {
      const server = billing.guard(sdk.mcpServer(), { auth });
      billing.fill(sdk, server);
      return server;
    });
    if (wire === undefined) throw new Error('Every version has a way.');
    return wire;
  };

  it('says who is calling where the transport does not', async () => {
    const wire = await connect(async () => auths.ada);
    await wire.askAs(undefined, 'tools/call', secret);
    expect(billing.since().ran).toEqual(['secret']);
    // A message that brings a caller is of that caller.
    await wire.ask('bob', 'tools/call', secret);
    expect(billing.since().ran).toEqual([]);
  });

  it('is asked again for each message', async () => {
    const who: ClerkAuth[] = [auths.ada, auths.bob, auths['signed out']];
    const wire = await connect(() => who.shift());
    const answers = [];
    for (let index = 0; index < 3; index += 1) {
      answers.push((await wire.askAs(undefined, 'tools/list')).result?.tools);
    }
    const lengths = answers.map((tools) => (tools as unknown[]).length); // a list
    expect(lengths).toEqual([6, 4, 1]);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no session file');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no session file'))],
    ['returns a text', () => 'user_ada'],
    ['returns a function', () => () => auths.ada],
    ['returns an authInfo', () => authInfoOf('ada')],
  ])('runs nothing if it %s', async (_, auth) => {
    const wire = await connect(auth);
    const said = await wire.askAs(undefined, 'tools/call', secret);
    expect(said.result?.isError ?? said.error).toBeTruthy();
    const list = await wire.askAs(undefined, 'tools/list');
    expect(JSON.stringify(list)).not.toContain('secret');
    expect(billing.ran).toEqual([]);
  });

  it('is anonymous if it returns nothing', async () => {
    for (const nothing of [undefined, null]) {
      const wire = await connect(() => nothing);
      await wire.askAs(undefined, 'tools/call', secret);
      await wire.askAs(undefined, 'tools/call', { ...open7, name: 'public' });
    }
    expect(billing.ran).toEqual(['public', 'public']);
  });

  it('is not asked for a message that came over HTTP', async () => {
    const auth = vi.fn(() => auths.ada);
    if (sdk.major === 2) {
      const { fetch } = sdk.createMcpHandler(() => {
        const server = billing.guard(sdk.mcpServer(), { auth });
        billing.fill(sdk, server);
        return server;
      });
      await post(fetch, undefined, 'tools/call', secret);
    } else {
      const { WebStandardStreamableHTTPServerTransport: Transport } =
        await import('@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js');
      const server = billing.guard(sdk.mcpServer(), { auth });
      billing.fill(sdk, server);
      const transport = new Transport({ enableJsonResponse: true });
      // The transport of the SDK is one.
      await server.connect(transport as unknown as Parameters<typeof server.connect>[0]);
      const response = await transport.handleRequest(
        new Request('https://mcp.example.com/mcp', {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            'mcp-protocol-version': '2025-11-25',
          },
          body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: secret }),
        }),
      );
      expect(await response.text()).toContain('Tool secret not found');
    }
    expect(billing.ran).toEqual([]);
    expect(auth).not.toHaveBeenCalled();
    expect(billing.cerbos.checks.map(({ principal }) => principal.id)).toContain('anonymous');
  });
});

describe.each(ways)('verbs in a tool, on $name', ({ sdk, open }) => {
  it('are for the caller of its message', async () => {
    const billing = new Billing(pdp().httpUrl);
    const wire = await open(() => {
      const server = billing.guard(sdk.mcpServer());
      server.registerTool(
        'open',
        { inputSchema: z.object({}) },
        async (_: object, context: object) => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          const resource = { kind: 'mcp_tool', id: 'secret', attr: {} };
          const may = await billing.authz.isAllowed(context, { resource, action: 'call' });
          const { principal } = await billing.authz.authorizer(context);
          return text(`${principal.id} ${may}`);
        },
      );
      return server;
    });
    const callers = ['ada', 'bob', 'cid', 'ada', 'bob', 'cid'] as const;
    const answers = await Promise.all(
      callers.map(async (caller) => {
        const { result } = await wire.ask(caller, 'tools/call', { name: 'open', arguments: {} });
        return (result?.content as { text: string }[])[0]?.text; // as the tool wrote it
      }),
    );
    const once = ['user_ada true', 'user_bob false', 'user_cid false'];
    expect(answers).toEqual([...once, ...once]);
  });

  it('throw what the tool does not catch, and the answer is a refusal', async () => {
    const billing = new Billing(pdp().httpUrl);
    const wire = await open(() => {
      const server = billing.guard(sdk.mcpServer());
      server.registerTool(
        'open',
        { inputSchema: z.object({}) },
        async (_: object, context: object) => {
          const resource = { kind: 'mcp_tool', id: 'secret', attr: {} };
          await billing.authz.authorize(context, { resource, action: 'call' });
          return text(billing.run('after'));
        },
      );
      return server;
    });
    const { result } = await wire.ask('bob', 'tools/call', { name: 'open', arguments: {} });
    expect(result).toMatchObject({
      isError: true,
      _meta: {
        [REFUSAL]: {
          code: 'denied',
          retryable: false,
          resource: { kind: 'mcp_tool', id: 'secret' },
        },
      },
    });
    expect(billing.ran).toEqual([]);
  });

  it('that are not waited for make the call fail', async () => {
    const billing = new Billing(pdp().httpUrl);
    const wire = await open(() => {
      const server = billing.guard(sdk.mcpServer());
      server.registerTool('open', { inputSchema: z.object({}) }, (_: object, context: object) => {
        const resource = { kind: 'mcp_tool', id: 'secret', attr: {} };
        void billing.authz.authorize(context, { resource, action: 'call' });
        return text('the secret');
      });
      return server;
    });
    const said = await wire.ask('bob', 'tools/call', { name: 'open', arguments: {} });
    expect(JSON.stringify(said)).not.toContain('the secret');
    expect(said.result?.isError ?? said.error).toBeTruthy();
  });

  it.each([undefined, null, 'context', 7])('refuse what is no context: %s', async (context) => {
    const { authz } = new Billing(pdp().httpUrl);
    const resource = { kind: 'mcp_tool', id: 'open', attr: {} };
    const asked = Reflect.apply(authz.isAllowed, undefined, [
      context,
      { resource, action: 'call' },
    ]);
    await expect(asked).rejects.toMatchObject({ code: 'invalid_configuration' });
  });
});
