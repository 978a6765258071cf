import { EventEmitter, once } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { usePdp } from '../../../setup/pdp';
import { Billing, text } from './billing';
import { authInfoOf } from './callers';
import { type HighServer, type LowServer, newest } from './sdks';
import { Connection } from './wires';

const pdp = usePdp();
const call = (name: string, args: object = {}) => ({ name, arguments: args });

describe.each(newest)('what a guard sees, on $name', (sdk) => {
  let billing: Billing;
  beforeEach(() => {
    billing = new Billing(pdp().httpUrl);
  });

  /** Calls two tools as Bob, who may use `open…` and neither see nor use `secret…`. */
  async function tryTools(server: HighServer) {
    const connection = await Connection.open(sdk, server);
    billing.since();
    const secret = await connection.ask('bob', 'tools/call', call('secret'));
    expect(JSON.stringify(secret)).toContain('Tool secret not found');
    expect(billing.since().ran).toEqual([]);
    const open = await connection.ask('bob', 'tools/call', call('open'));
    expect(open.result?.isError).toBeUndefined();
    const { ran, asked } = billing.since();
    expect(ran).toEqual(['open']);
    expect(asked).toContain('mcp_tool open call');
    const listed = JSON.stringify(await connection.ask('bob', 'tools/list'));
    expect(listed).not.toContain('secret');
    expect(listed).toContain('open');
    return connection;
  }

  const add = (server: HighServer) => {
    for (const name of ['open', 'secret']) {
      server.registerTool(name, { inputSchema: z.object({}) }, () => text(billing.run(name)));
    }
  };

  it.each([
    ['without capabilities', {}],
    ['with capabilities', { capabilities: { tools: {}, prompts: {}, resources: {} } }],
  ])('is a tool that was registered before and after, %s', async (_, options) => {
    const before = sdk.mcpServer(options);
    add(before);
    await tryTools(billing.guard(before));
    const after = billing.guard(sdk.mcpServer(options));
    add(after);
    await tryTools(after);
  });

  it('is a tool that is registered while clients are connected', async () => {
    const server = billing.guard(sdk.mcpServer({ capabilities: { tools: {} } }));
    const connection = await Connection.open(sdk, server);
    add(server);
    const said = await connection.ask('bob', 'tools/call', call('secret'));
    expect(JSON.stringify(said)).toContain('not found');
    await connection.ask('bob', 'tools/call', call('open'));
    expect(billing.since().ran).toEqual(['open']);
    expect(connection.notified.length).toBeGreaterThan(0);
  });

  it('is the low-level server of an McpServer, too', async () => {
    const server = sdk.mcpServer();
    billing.guard(server.server);
    add(server);
    await tryTools(server);
  });

  it('is what update({ callback }) puts in', async () => {
    const server = billing.guard(sdk.mcpServer());
    const tools = ['open', 'secret'].map((name) =>
      server.registerTool(name, { inputSchema: z.object({}) }, () => text('old')),
    );
    const [open, secret] = tools;
    open?.update({ callback: () => text(billing.run('open')) });
    secret?.update({ callback: () => text(billing.run('secret')) });
    await tryTools(server);
  });

  it('is what update({ callback }) puts in, of a tool that was there before the guard', async () => {
    const server = sdk.mcpServer();
    const secret = server.registerTool('secret', { inputSchema: z.object({}) }, () => text('old'));
    const { update } = secret;
    server.registerTool('open', { inputSchema: z.object({}) }, () => text(billing.run('open')));
    billing.guard(server);
    update({ callback: () => text(billing.run('secret')) });
    await tryTools(server);
  });

  it('is a tool under its new name, after update({ name })', async () => {
    const server = billing.guard(sdk.mcpServer());
    const tool = (name: string) =>
      server.registerTool(name, { inputSchema: z.object({}) }, () => text(billing.run('open')));
    // Its old name was allowed to Bob.
    tool('open').update({ name: 'secret' });
    tool('open');
    await tryTools(server);
  });

  it('is a tool under each of its names, after two updates', async () => {
    const server = billing.guard(sdk.mcpServer());
    const tool = server.registerTool('open1', { inputSchema: z.object({}) }, () =>
      text(billing.run('it')),
    );
    tool.update({ name: 'open2' });
    tool.update({ name: 'secret' });
    const connection = await Connection.open(sdk, server);
    const secret = await connection.ask('bob', 'tools/call', call('secret'));
    expect(JSON.stringify(secret)).toContain('Tool secret not found');
    expect(billing.since().ran).toEqual([]);
    // The SDKs keep what it was called in between.
    await connection.ask('bob', 'tools/call', call('open2'));
    const { ran, asked } = billing.since();
    expect(ran.length).toBe(asked.includes('mcp_tool open2 call') ? 1 : 0);
  });

  it('is a tool under its new name, after update({ name }), if it was there before the guard', async () => {
    const server = sdk.mcpServer();
    const tool = server.registerTool('open', { inputSchema: z.object({}) }, () =>
      text(billing.run('secret')),
    );
    billing.guard(server);
    tool.update({ name: 'secret' });
    server.registerTool('open', { inputSchema: z.object({}) }, () => text(billing.run('open')));
    await tryTools(server);
  });

  it('is a prompt and a resource after update', async () => {
    const server = billing.guard(sdk.mcpServer());
    const said = () => ({ messages: [], x: billing.run('prompt') });
    const read = (uri: URL) => ({ contents: [{ uri: uri.href, text: billing.run('resource') }] });
    const prompt = server.registerPrompt('open', {}, () => ({ messages: [] }));
    prompt.update({ name: 'secret', callback: said });
    const resource = server.registerResource('r', 'conf://open', {}, read);
    resource.update({ uri: 'conf://secret', callback: read });
    const template = server.registerResource('t', sdk.template('tpl://open/{x}'), {}, read);
    template.update({ template: sdk.template('tpl://secret/{x}'), callback: read });
    const connection = await Connection.open(sdk, server);
    for (const [method, params] of [
      ['prompts/get', { name: 'secret' }],
      ['resources/read', { uri: 'conf://secret' }],
      ['resources/read', { uri: 'tpl://secret/1' }],
    ] as const) {
      expect((await connection.ask('bob', method, params)).error?.code).toBe(-32602);
    }
    expect(billing.since().ran).toEqual([]);
    for (const method of ['prompts/list', 'resources/list', 'resources/templates/list']) {
      expect(JSON.stringify(await connection.ask('bob', method))).not.toContain('secret');
    }
    billing.since();
    await connection.ask('ada', 'prompts/get', { name: 'secret' });
    await connection.ask('ada', 'resources/read', { uri: 'conf://secret' });
    await connection.ask('ada', 'resources/read', { uri: 'tpl://secret/1' });
    expect(billing.since().ran).toEqual(['prompt', 'resource', 'resource']);
  });

  it('is that a tool was removed', async () => {
    const server = billing.guard(sdk.mcpServer());
    add(server);
    const gone = server.registerTool('open-gone', { inputSchema: z.object({}) }, () =>
      text(billing.run('gone')),
    );
    gone.remove();
    const connection = await tryTools(server);
    const [said, absent] = await Promise.all(
      ['open-gone', 'open-none'].map((name) => connection.ask('bob', 'tools/call', call(name))),
    );
    expect(JSON.stringify(said).replaceAll('gone', 'none')).toBe(JSON.stringify(absent));
  });

  it.each([
    ['tool', 'tools/call', { name: 'secret' }, { name: 'absent' }],
    ['prompt', 'prompts/get', { name: 'secret' }, { name: 'absent' }],
    ['resource', 'resources/read', { uri: 'conf://secret' }, { uri: 'conf://absent' }],
  ])(
    'is that a hidden %s was disabled: it is still a missing one',
    async (kind, method, params, other) => {
      const server = billing.guard(sdk.mcpServer());
      const registered = {
        tool: () => server.registerTool('secret', {}, () => text(billing.run('secret'))),
        prompt: () => server.registerPrompt('secret', {}, () => ({ messages: [] })),
        resource: () =>
          server.registerResource('secret', 'conf://secret', {}, () => ({ contents: [] })),
      }[kind as 'tool'](); // one of the three
      registered.disable();
      const connection = await Connection.open(sdk, server);
      const hidden = await connection.ask('bob', method, params);
      const missing = await connection.ask('bob', method, other);
      expect(JSON.stringify(hidden)).toBe(JSON.stringify(missing).replaceAll('absent', 'secret'));
      // Ada may see that it is there.
      expect(JSON.stringify(await connection.ask('ada', method, params))).toContain('disabled');
      registered.enable();
      expect(JSON.stringify(await connection.ask('bob', method, params))).toBe(
        JSON.stringify(hidden),
      );
    },
  );

  it('is a hidden template that was disabled', async () => {
    const server = billing.guard(sdk.mcpServer());
    const template = server.registerResource(
      't',
      sdk.template('tpl://secret/{x}'),
      {},
      (uri: URL) => ({
        contents: [{ uri: uri.href, text: billing.run('secret') }],
      }),
    );
    template.disable();
    const connection = await Connection.open(sdk, server);
    const hidden = await connection.ask('bob', 'resources/read', { uri: 'tpl://secret/1' });
    const missing = await connection.ask('bob', 'resources/read', { uri: 'tpl://absent/1' });
    expect(JSON.stringify(hidden)).toBe(JSON.stringify(missing).replaceAll('absent', 'secret'));
    expect(billing.since().ran).toEqual([]);
  });

  describe('of a low-level server', () => {
    const tools = ['open', 'secret'].map((name) => ({ name, inputSchema: { type: 'object' } }));
    const fill = (server: LowServer) => {
      sdk.handle(server, 'tools/list', () => ({ tools, nextCursor: 'more', _meta: { kept: 1 } }));
      sdk.handle(server, 'tools/call', ({ params }: { params: { name: string } }) =>
        text(billing.run(params.name)),
      );
    };
    const capabilities = {
      capabilities: { tools: {}, prompts: {}, resources: { subscribe: true } },
    };

    it.each(['before', 'after'])('are handlers that were set %s the guard', async (when) => {
      const server = sdk.lowServer(capabilities);
      if (when === 'before') fill(server);
      billing.guard(server);
      if (when === 'after') fill(server);
      const connection = await Connection.open(sdk, server);
      const secret = await connection.ask('bob', 'tools/call', call('secret'));
      expect(JSON.stringify(secret)).toContain('Tool secret not found');
      expect(billing.since().ran).toEqual([]);
      // The handler would run for any name, so that nothing may come before the question.
      const absent = await connection.ask('bob', 'tools/call', call('locked'));
      expect(absent.result?.isError).toBe(true);
      expect(billing.since().ran).toEqual([]);
      await connection.ask('bob', 'tools/call', call('open'));
      expect(billing.since().ran).toEqual(['open']);
      const { result } = await connection.ask('bob', 'tools/list');
      expect(result).toMatchObject({ tools: [tools[0]], nextCursor: 'more', _meta: { kept: 1 } });
    });

    it('are prompts, resources, templates, completions and subscriptions', async () => {
      const server = billing.guard(
        sdk.lowServer({
          capabilities: { ...capabilities.capabilities, completions: {} },
        }),
      );
      const names = ['open', 'secret'];
      sdk.handle(server, 'prompts/list', () => ({ prompts: names.map((name) => ({ name })) }));
      sdk.handle(server, 'prompts/get', () => ({ messages: [], x: billing.run('get') }));
      sdk.handle(server, 'resources/list', () => ({
        resources: names.map((name) => ({ name, uri: `conf://${name}` })),
      }));
      sdk.handle(server, 'resources/templates/list', () => ({
        resourceTemplates: names.map((name) => ({ name, uriTemplate: `tpl://${name}/{x}` })),
      }));
      sdk.handle(server, 'resources/read', () => ({ contents: [], x: billing.run('read') }));
      sdk.handle(server, 'resources/subscribe', () => ({ x: billing.run('subscribe') }));
      sdk.handle(server, 'resources/unsubscribe', () => ({ x: billing.run('unsubscribe') }));
      sdk.handle(server, 'completion/complete', () => ({
        completion: { values: [billing.run('complete')] },
      }));
      const connection = await Connection.open(sdk, server);
      for (const method of ['prompts/list', 'resources/list', 'resources/templates/list']) {
        const said = JSON.stringify(await connection.ask('bob', method));
        expect(said).toContain('open');
        expect(said).not.toContain('secret');
      }
      const uses: readonly [string, (name: string) => object][] = [
        ['prompts/get', (name) => ({ name })],
        ['resources/read', (name) => ({ uri: `conf://${name}` })],
        ['resources/subscribe', (name) => ({ uri: `conf://${name}` })],
        [
          'completion/complete',
          (name) => ({ ref: { type: 'ref/prompt', name }, argument: { name: 'x', value: '' } }),
        ],
        [
          'completion/complete',
          (name) => ({
            ref: { type: 'ref/resource', uri: `tpl://${name}/{x}` },
            argument: { name: 'x', value: '' },
          }),
        ],
      ];
      for (const [method, params] of uses) {
        const denied = await connection.ask('bob', method, params('secret'));
        expect(denied.error?.code).toBe(-32602);
        expect(billing.since().ran).toEqual([]);
        const locked = await connection.ask('bob', method, params('locked'));
        expect(locked.error?.code).toBe(-32602);
        expect(billing.since().ran).toEqual([]);
        const allowed = await connection.ask('bob', method, params('open'));
        expect(allowed.error).toBeUndefined();
        expect(billing.since().ran.length).toBe(1);
      }
      await connection.ask('bob', 'resources/unsubscribe', { uri: 'conf://secret' });
      expect(billing.since()).toMatchObject({ ran: ['unsubscribe'], calls: 0 });
    });

    it('are methods that MCP does not define', async () => {
      const server = billing.guard(sdk.lowServer(capabilities));
      sdk.handle(server, 'app/open', () => ({ ran: billing.run('app/open') }));
      sdk.handle(server, 'app/secret', () => ({ ran: billing.run('app/secret') }));
      const connection = await Connection.open(sdk, server);
      const { error } = await connection.ask('bob', 'app/secret', { id: 1 });
      expect(error).toBeDefined();
      expect(billing.since().ran).toEqual([]);
      const { result } = await connection.ask('bob', 'app/open', { id: 1 });
      expect(result).toMatchObject({ ran: 'ran app/open' });
      expect(billing.cerbos.attrOf('mcp_method', 'app/open')).toMatchObject({
        arguments: { id: 1 },
        server: 'billing',
      });
      expect((await connection.ask('signed out', 'app/open', {})).error).toBeDefined();
      expect(billing.since().ran).toEqual(['app/open']);
    });

    it.each(['before', 'after'])(
      'is a fallbackRequestHandler that was set %s the guard',
      async (when) => {
        const server = sdk.lowServer(capabilities);
        const fallback = ({ method }: { method: string }) => ({
          ran: billing.run(method),
          ...text('x'),
        });
        if (when === 'before') server.fallbackRequestHandler = fallback;
        billing.guard(server);
        if (when === 'after') server.fallbackRequestHandler = fallback;
        const connection = await Connection.open(sdk, server);
        for (const [method, params] of [
          ['app/secret', {}],
          ['tools/call', call('secret')],
          ['prompts/get', { name: 'secret' }],
          ['resources/read', { uri: 'conf://secret' }],
          ['resources/subscribe', { uri: 'conf://secret' }],
        ] as const) {
          await connection.ask('bob', method, params);
          expect(billing.since().ran).toEqual([]);
        }
        await connection.ask('bob', 'app/open', {});
        await connection.ask('bob', 'tools/call', call('open'));
        expect(billing.since().ran).toEqual(['app/open', 'tools/call']);
      },
    );
  });

  it.each(['tools/call', 'prompts/get', 'resources/read'])(
    "is a fallbackRequestHandler in place of the McpServer's own handler of %s, which was removed",
    async (method) => {
      const server = billing.server(sdk);
      server.server.removeRequestHandler(method);
      server.server.fallbackRequestHandler = () => ({
        ...text(billing.run(method)),
        ...{ messages: [], contents: [] },
      });
      const connection = await Connection.open(sdk, server);
      const use = (name: string) => ({
        ...{ name, uri: `conf://${name}/it`, arguments: { id: '7', topic: 'tea' } },
      });
      for (const name of ['secret', 'locked']) await connection.ask('bob', method, use(name));
      expect(billing.ran).toEqual([]);
      await connection.ask('bob', method, use('open'));
      expect(billing.ran).toEqual([method]);
    },
  );

  it.each(['before', 'after'])(
    "is an app's own handler of tools/call over the McpServer's, set %s the guard",
    async (when) => {
      const server = sdk.mcpServer();
      const own = () => {
        sdk.handle(server.server, 'tools/call', ({ params }: { params: { name: string } }) =>
          text(billing.run(params.name)),
        );
      };
      add(server);
      if (when === 'before') own();
      billing.guard(server);
      if (when === 'after') own();
      await tryTools(server);
    },
  );

  it.each(['before', 'after'])(
    "is what an app's own handler, set %s the guard, gets: not only what the schema lets through",
    async (when) => {
      const server = sdk.mcpServer();
      const inputSchema = z.object({
        id: z.string(),
        of: z.object({ team: z.string() }).optional(),
      });
      server.registerTool('open', { inputSchema }, () => text('old'));
      const own = () => {
        sdk.handle(
          server.server,
          'tools/call',
          ({ params }: { params: { arguments: { amount: number } } }) =>
            text(billing.run(String(params.arguments.amount))),
        );
      };
      if (when === 'before') own();
      billing.guard(server);
      if (when === 'after') own();
      const connection = await Connection.open(sdk, server);
      const pay = (amount: number) =>
        connection.ask(
          'bob',
          'tools/call',
          call('open', { id: '7', amount, of: { team: 'x', no: 1 } }),
        );
      // The schema drops the amount, and the handler pays it.
      expect((await pay(1000)).result?.isError).toBe(true);
      expect(billing.since().ran).toEqual([]);
      await pay(100);
      expect(billing.since().ran).toEqual(['100']);
    },
  );

  it('is a default of a tool that was there before the guard', async () => {
    const server = sdk.mcpServer();
    const inputSchema = z.object({ amount: z.coerce.number().default(1000) });
    server.registerTool('open', { inputSchema }, () => text(billing.run('open')));
    billing.guard(server);
    const connection = await Connection.open(sdk, server);
    for (const args of [{}, { amount: '1000' }]) {
      const { result } = await connection.ask('bob', 'tools/call', call('open', args));
      expect(result?.isError).toBe(true);
    }
    expect(billing.since().ran).toEqual([]);
    await connection.ask('bob', 'tools/call', call('open', { amount: '7' }));
    expect(billing.since()).toMatchObject({ ran: ['open'], calls: 1 });
  });

  it("is an app's own handler that calls the McpServer's", async () => {
    const server = sdk.mcpServer();
    add(server);
    const { _requestHandlers: handlers } = server.server as unknown as {
      _requestHandlers: Map<string, (...call: unknown[]) => unknown>;
    }; // as in every version
    const inner = handlers.get('tools/call');
    handlers.set('tools/call', (...args) => {
      billing.run('own');
      return inner?.(...args);
    });
    billing.guard(server);
    const connection = await Connection.open(sdk, server);
    await connection.ask('bob', 'tools/call', call('secret'));
    expect(billing.since().ran).toEqual([]);
    await connection.ask('bob', 'tools/call', call('open'));
    expect(billing.since().ran).toEqual(['own', 'open']);
  });

  it('is what comes to a server that was connected before the guard', async () => {
    const server = sdk.mcpServer();
    billing.fill(sdk, server);
    const connection = await Connection.open(sdk, server);
    billing.guard(server);
    for (const [method, params] of [
      ['tools/call', call('secret', { id: '7' })],
      ['prompts/get', call('secret', { topic: 'tea' })],
      ['resources/read', { uri: 'conf://secret/it' }],
    ] as const) {
      await connection.ask('bob', method, params);
    }
    expect(billing.since().ran).toEqual([]);
    expect(JSON.stringify(await connection.ask('bob', 'tools/list'))).not.toContain('secret');
  });

  it('is that a call was cancelled while the PDP is asked: it does not run', async () => {
    const events = new EventEmitter();
    const loading = once(events, 'loading');
    const mcp_tool = async (id: string) => {
      if (id !== 'open') return { attr: {} };
      const loaded = once(events, 'loaded');
      events.emit('loading');
      await loaded;
      return { attr: {} };
    };
    billing = new Billing(pdp().httpUrl, { resources: { mcp_tool } });
    const connection = await Connection.open(sdk, billing.server(sdk));
    const open = call('open', { id: '7' });
    void connection.askAs(authInfoOf('bob'), 'tools/call', open, 55);
    await loading;
    const params = { requestId: 55 };
    await connection.transport.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
    await connection.ask('bob', 'ping');
    events.emit('loaded');
    // What was asked before it would have run before it.
    await connection.ask('bob', 'tools/call', call('bare'));
    expect(billing.since().ran).toEqual(['bare']);
  });

  it('is each of two requests with the same id', async () => {
    const server = billing.guard(sdk.mcpServer());
    add(server);
    const connection = await Connection.open(sdk, server);
    const authInfo = authInfoOf('bob');
    const answers = await Promise.all([
      connection.askAs(authInfo, 'tools/list', undefined, 77),
      connection.askAs(authInfo, 'tools/list', undefined, 77),
      connection.askAs(authInfo, 'tools/call', call('secret'), 77),
      connection.askAs(authInfo, 'tools/call', call('secret'), 77),
    ]);
    // The answers come in any order.
    const lists = answers.flatMap(({ result }) => result?.tools ?? []);
    expect(lists).toMatchObject([{ name: 'open' }, { name: 'open' }]);
    const others = answers.filter(({ result }) => result?.tools === undefined);
    expect(others.length).toBe(2);
    for (const other of others) expect(JSON.stringify(other)).toContain('Tool secret not found');
    expect(billing.since().ran).toEqual([]);
  });

  it('is who sends each message in one session', async () => {
    const connection = await Connection.open(sdk, billing.server(sdk));
    const callers = ['ada', 'bob', 'signed out', 'ada', 'bob', 'signed out'] as const;
    const listed = await Promise.all(callers.map((caller) => connection.ask(caller, 'tools/list')));
    const names = listed.map(
      ({ result }) => (result?.tools as { name: string }[]).map(({ name }) => name), // as MCP says
    );
    const all = ['open', 'locked', 'secret', 'public', 'bare', 'bare-secret'];
    const members = all.filter((name) => !name.includes('secret'));
    expect(names).toEqual([all, members, ['public'], all, members, ['public']]);
    billing.since();
    const answers = await Promise.all(
      callers.map((caller) => connection.ask(caller, 'tools/call', call('secret', { id: '7' }))),
    );
    expect(
      answers.map(({ result, error }) => error !== undefined || result?.isError === true),
    ).toEqual([false, true, true, false, true, true]);
    expect(billing.since().ran).toEqual(['secret', 'secret']);
  });

  it('is no message of which the caller is unknown', async () => {
    const connection = await Connection.open(sdk, billing.server(sdk));
    // The one before it was Ada's.
    await connection.ask('ada', 'tools/call', call('secret', { id: '7' }));
    billing.since();
    const said = await connection.askAs(undefined, 'tools/call', call('secret', { id: '7' }));
    expect(JSON.stringify(said)).toContain('Tool secret not found');
    expect(billing.since().ran).toEqual([]);
  });
});

const [first] = newest.filter(({ major }) => major === 1);
describe('what a guard of 1.x sees', () => {
  let billing: Billing;
  beforeEach(() => {
    billing = new Billing(pdp().httpUrl);
  });
  if (first === undefined) throw new Error('1.x is there.');
  const sdk = first;

  it('is tool(), prompt() and resource()', async () => {
    for (const when of ['before', 'after']) {
      const server = sdk.mcpServer();
      if (when === 'after') billing.guard(server);
      for (const name of ['open', 'secret']) {
        server.tool(`${name}1`, () => text(billing.run(`${name}1`)));
        server.tool(`${name}2`, { id: z.string() }, () => text(billing.run(`${name}2`)));
        server.prompt(name, () => ({ messages: [], x: billing.run(`prompt ${name}`) }));
        server.resource(name, `conf://${name}`, () => ({ contents: [], x: billing.run(name) }));
        server.resource(`t${name}`, sdk.template(`tpl://${name}/{x}`), () => ({
          contents: [],
          x: billing.run(name),
        }));
      }
      if (when === 'before') billing.guard(server);
      const connection = await Connection.open(sdk, server);
      const uses = (name: string) =>
        [
          ['tools/call', call(`${name}1`)],
          ['tools/call', call(`${name}2`, { id: '7' })],
          ['prompts/get', { name }],
          ['resources/read', { uri: `conf://${name}` }],
          ['resources/read', { uri: `tpl://${name}/1` }],
        ] as const;
      for (const [method, params] of uses('secret')) await connection.ask('bob', method, params);
      expect(billing.since().ran).toEqual([]);
      for (const [method, params] of uses('open')) await connection.ask('bob', method, params);
      expect(billing.since().ran).toEqual(['open1', 'open2', 'prompt open', 'open', 'open']);
    }
  });

  it('are no tasks: guard refuses a server with a taskStore', () => {
    const server = sdk.mcpServer({
      capabilities: { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } },
      taskStore: sdk.taskStore(),
    });
    expect(() => billing.guard(server)).toThrow(/taskStore/);
    const low = sdk.lowServer({
      capabilities: { tasks: { list: {} }, tools: {} },
      taskStore: sdk.taskStore(),
    });
    expect(() => billing.guard(low)).toThrow(/taskStore/);
  });

  it('are no task methods: they are answered as methods that do not exist', async () => {
    const server = billing.guard(
      sdk.lowServer({ capabilities: { tasks: { list: {} }, tools: {} } }),
    );
    for (const method of ['tasks/list', 'tasks/get', 'tasks/result', 'tasks/cancel']) {
      sdk.handle(server, method, () => ({ x: billing.run(method) }));
    }
    server.fallbackRequestHandler = () => ({ x: billing.run('fallback') });
    const connection = await Connection.open(sdk, server);
    for (const method of [
      'tasks/list',
      'tasks/get',
      'tasks/result',
      'tasks/cancel',
      'tasks/other',
    ]) {
      const { error } = await connection.ask('ada', method, { taskId: '1' });
      expect(error?.code).toBe(-32601);
    }
    expect(billing.since().ran).toEqual([]);
  });

  it('is a tool that would start a task', async () => {
    const server = billing.guard(sdk.mcpServer({ capabilities: { tools: {} } }));
    const handler = {
      createTask: () => {
        billing.run('task');
        return {
          task: { taskId: '1', status: 'working', ttl: null, createdAt: '', lastUpdatedAt: '' },
        };
      },
      getTask: () => ({}),
      getTaskResult: () => text('x'),
    };
    try {
      for (const name of ['secret-task', 'open-task']) {
        server.experimental.tasks.registerToolTask(
          name,
          { inputSchema: {}, execution: { taskSupport: 'optional' } },
          handler,
        );
      }
    } catch {
      // It may be refused as soon as it is registered.
      return;
    }
    const connection = await Connection.open(sdk, server);
    await connection.ask('bob', 'tools/call', call('secret-task'));
    await connection.ask('bob', 'tools/call', { ...call('secret-task'), task: { ttl: 1000 } });
    expect(billing.since().ran).toEqual([]);
    expect(JSON.stringify(await connection.ask('bob', 'tools/list'))).not.toContain('secret');
  });
});
