import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { usePdp } from '../../../setup/pdp';
import { Billing, text } from './billing';
import type { Callback, HighServer } from './sdks';
import { Connection, type Wire, ways } from './wires';

const pdp = usePdp();
const REFUSAL = 'clerk-cerbos/refusal';

/** Refunds by id; amounts over 500 are for admins. */
const refunds = new Map([
  ['small', { orgId: 'org_acme', amount: 100, closed: '', ownerId: '', public: false }],
  ['large', { orgId: 'org_acme', amount: 900, closed: '', ownerId: '', public: false }],
  ['theirs', { orgId: 'org_globex', amount: 100, closed: '', ownerId: '', public: false }],
  [
    'closed',
    { orgId: 'org_acme', amount: 100, closed: 'It is closed.', ownerId: '', public: false },
  ],
]);

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(ways)('a tool with its own rule, on $name', ({ sdk, open }) => {
  let billing: Billing;
  let loads: string[];
  let grants: unknown[];
  beforeEach(() => {
    loads = [];
    grants = [];
    billing = new Billing(pdp().httpUrl, {
      resources: {
        refund: (id: string) => {
          loads.push(id);
          const value = refunds.get(id);
          return value === undefined ? null : { attr: value, value };
        },
      },
    });
  });

  const schema = z.object({ id: z.string() });
  type Args = z.infer<typeof schema>;
  /** Wraps a callback in a rule; `more` are other options of the rule. */
  const pay = (more: object = {}, name = 'pay'): Callback => {
    const rule = {
      action: 'pay',
      resource: ({ id }: Args) => ({ kind: 'refund', id }),
      ...more,
    };
    const handler = (_: Args, grant: object) => {
      grants.push(grant);
      return text(billing.run(name));
    };
    return Reflect.apply(billing.authz.withCerbos, undefined, [rule, handler]) as Callback; // of a tool
  };
  const serve = (fill: (server: HighServer) => void): Promise<Wire> =>
    open(() => {
      const server = billing.guard(sdk.mcpServer());
      fill(server);
      return server;
    });
  const call = (
    wire: Wire,
    id: unknown,
    name = 'open',
    caller: 'bob' | 'ada' | 'signed out' = 'bob',
  ) => wire.ask(caller, 'tools/call', { name, arguments: { id } });

  it('runs if both allow, after one call to the PDP, with the grant', async () => {
    const wire = await serve((server) => {
      server.registerTool('open', { inputSchema: schema }, pay());
    });
    const { result } = await call(wire, 'small');
    expect(result).toMatchObject({ content: [{ text: 'ran pay' }] });
    const { calls, asked } = billing.since();
    expect(calls).toBe(1);
    expect(asked).toEqual(
      expect.arrayContaining(['mcp_tool open call', 'mcp_tool open list', 'refund small pay']),
    );
    expect(loads).toEqual(['small']);
    expect(grants).toMatchObject([
      {
        resource: { kind: 'refund', id: 'small', value: { amount: 100 } },
        principal: { id: 'user_bob' },
        auth: { userId: 'user_bob' },
        context: {},
      },
    ]);
  });

  it.each([
    ['the rule denies', 'large', 'denied', 'Refunds over 500 need a manager.'],
    ['it is of another organization', 'theirs', 'denied', ''],
    ['the resource does not exist', 'none', 'not_found', ''],
  ])('does not run if %s', async (_, id, code, says) => {
    const wire = await serve((server) => {
      server.registerTool('open', { inputSchema: schema }, pay());
    });
    const said = await call(wire, id);
    expect(said.result).toMatchObject({
      isError: true,
      _meta: { [REFUSAL]: { code, retryable: false } },
    });
    expect(said.result?.structuredContent).toBeUndefined();
    expect(JSON.stringify(said)).toContain(says);
    expect(billing.since()).toMatchObject({ ran: [], calls: 1 });
  });

  it('names the resource of the rule in the refusal, and none if it is hidden', async () => {
    const wire = await serve((server) => {
      server.registerTool('open', { inputSchema: schema }, pay());
      server.registerTool('open-hidden', { inputSchema: schema }, pay({ onDenied: 'not-found' }));
    });
    expect((await call(wire, 'large')).result).toMatchObject({
      _meta: {
        [REFUSAL]: {
          action: 'pay',
          resource: { kind: 'refund', id: 'large' },
          cerbosCallId: expect.any(String) as unknown,
        },
      },
    });
    const hidden = await call(wire, 'theirs', 'open-hidden');
    const missing = await call(wire, 'none', 'open-hidden');
    expect(JSON.stringify(hidden)).toBe(JSON.stringify(missing));
    expect(JSON.stringify(hidden)).not.toContain('theirs');
  });

  it('does not run if the guard denies, whatever the rule says', async () => {
    const wire = await serve((server) => {
      server.registerTool('locked', { inputSchema: schema }, pay());
      server.registerTool('secret', { inputSchema: schema }, pay());
    });
    expect((await call(wire, 'small', 'locked')).result).toMatchObject({
      _meta: { [REFUSAL]: { code: 'denied', resource: { kind: 'mcp_tool', id: 'locked' } } },
    });
    expect(JSON.stringify(await call(wire, 'small', 'locked'))).toContain(
      'Ask a manager to unlock it.',
    );
    for (const id of ['small', 'large', 'none']) {
      const hidden = await call(wire, id, 'secret');
      const missing = await call(wire, id, 'absent');
      expect(JSON.stringify(hidden)).toBe(JSON.stringify(missing).replaceAll('absent', 'secret'));
    }
    expect(billing.ran).toEqual([]);
  });

  it.each<[string, object]>([
    [
      'throws',
      {
        resource: () => {
          throw new Error('a fault of the app');
        },
      },
    ],
    ['is of a kind without a loader', { resource: () => ({ kind: 'other', id: '1' }) }],
    ['has no id', { resource: () => ({ kind: 'refund', id: '' }) }],
    ['is a text', { resource: () => 'refund' }],
  ])(
    'does not run, and is hidden from strangers, if the resource of its rule %s',
    async (_, rule) => {
      const wire = await serve((server) => {
        server.registerTool('open', { inputSchema: schema }, pay(rule));
        server.registerTool('secret', { inputSchema: schema }, pay(rule));
      });
      const said = await call(wire, 'small');
      expect(said.result?.isError ?? said.error).toBeTruthy();
      const hidden = await call(wire, 'small', 'secret');
      const missing = await call(wire, 'small', 'absent');
      expect(JSON.stringify(hidden)).toBe(JSON.stringify(missing).replaceAll('absent', 'secret'));
      expect(billing.ran).toEqual([]);
    },
  );

  it('is asked by the rule that update({ callback }) put in', async () => {
    const wire = await serve((server) => {
      const tool = server.registerTool('open', { inputSchema: schema }, pay());
      tool.update({ callback: pay({ action: 'cancel' }, 'cancel') });
      const plain = server.registerTool('open-2', { inputSchema: schema }, () => text('plain'));
      plain.update({ callback: pay() });
    });
    await call(wire, 'small');
    const first = billing.since();
    expect(first.asked).toContain('refund small cancel');
    expect(first.asked).not.toContain('refund small pay');
    expect(first).toMatchObject({ ran: ['cancel'], calls: 1 });
    expect((await call(wire, 'large', 'open-2')).result?.isError).toBe(true);
    expect(billing.ran).toEqual([]);
  });

  it('is asked, too, if a callback of the app is around it', async () => {
    const wire = await serve((server) => {
      const inner = pay();
      server.registerTool('open', { inputSchema: schema }, (args: Args, context: object) =>
        Reflect.apply(inner, undefined, [args, context]),
      );
    });
    expect((await call(wire, 'large')).result?.isError).toBe(true);
    expect(billing.ran).toEqual([]);
    await call(wire, 'small');
    expect(billing.ran).toEqual(['pay']);
  });

  it('is asked about the arguments that it gets, if a callback around it changes them', async () => {
    const wire = await serve((server) => {
      const inner = pay();
      server.registerTool('open', { inputSchema: schema }, async (_: Args, context: object) => {
        await Reflect.apply(inner, undefined, [{ id: 'small' }, context]);
        return Reflect.apply(inner, undefined, [{ id: 'large' }, context]) as object; // its answer
      });
    });
    expect((await call(wire, 'small')).result?.isError).toBe(true);
    expect(billing.ran).toEqual(['pay']);
  });

  it('is asked again if it calls itself with other arguments', async () => {
    const wire = await serve((server) => {
      const rule = { action: 'pay', resource: ({ id }: Args) => ({ kind: 'refund', id }) };
      const handler = ({ id }: Args, { context }: { context: object }): unknown => {
        billing.run(id);
        return id === 'small'
          ? Reflect.apply(itself, undefined, [{ id: 'large' }, context])
          : text(id);
      };
      const itself = Reflect.apply(billing.authz.withCerbos, undefined, [
        rule,
        handler,
      ]) as Callback; // of a tool
      server.registerTool('open', { inputSchema: schema }, itself);
    });
    expect((await call(wire, 'small')).result?.isError).toBe(true);
    expect(billing.ran).toEqual(['small']);
  });

  it('is asked by its new rule if it is replaced while the old one is asked', async () => {
    let replace: (() => void) | undefined;
    const refund = (id: string) => {
      if (id === 'small') replace?.();
      return { attr: refunds.get(id) };
    };
    billing = new Billing(pdp().httpUrl, { resources: { refund } });
    const wire = await serve((server) => {
      const tool = server.registerTool('open', { inputSchema: schema }, pay());
      const large = { resource: () => ({ kind: 'refund', id: 'large' }) };
      replace = () => {
        tool.update({ callback: pay(large, 'large') });
      };
    });
    expect((await call(wire, 'small')).result?.isError).toBe(true);
    expect(billing.ran).toEqual([]);
  });

  it('never runs where no guard is', async () => {
    const wire = await open(() => {
      const server = sdk.mcpServer();
      server.registerTool('open', { inputSchema: schema }, pay());
      return server;
    });
    const said = await call(wire, 'small');
    expect(said.result?.isError ?? said.error).toBeTruthy();
    expect(billing.ran).toEqual([]);
  });

  it('never runs where the tool has no schema', async () => {
    const wire = await serve((server) => {
      server.registerTool('open', {}, pay());
    });
    const said = await call(wire, 'small');
    expect(said.result?.isError ?? said.error).toBeTruthy();
    expect(billing.ran).toEqual([]);
  });

  it('is listed by the kind of its rule: only to callers who may do it to anything', async () => {
    const wire = await serve((server) => {
      server.registerTool(
        'public-listed',
        { inputSchema: schema },
        pay({ list: { kind: 'refund' } }),
      );
      server.registerTool('public-too', { inputSchema: schema }, pay({ list: { kind: 'refund' } }));
      server.registerTool('public', { inputSchema: schema }, pay());
    });
    const listed = async (caller: 'bob' | 'signed out') => {
      const { result } = await wire.ask(caller, 'tools/list');
      return (result?.tools as { name: string }[]).map(({ name }) => name); // as MCP says
    };
    expect(await listed('bob')).toEqual(['public-listed', 'public-too', 'public']);
    // Each kind is planned once.
    expect(billing.since().calls).toBe(2);
    expect(await listed('signed out')).toEqual(['public']);
  });

  it('of a prompt is asked, too', async () => {
    const wire = await serve((server) => {
      const rule = { action: 'pay', resource: ({ id }: Args) => ({ kind: 'refund', id }) };
      const handler = () => ({ messages: [], ran: billing.run('prompt') });
      const argsSchema = billing.shape(sdk, { id: z.string() });
      const callback = Reflect.apply(billing.authz.withCerbos, undefined, [
        rule,
        handler,
      ]) as Callback; // of a prompt
      server.registerPrompt('open', { argsSchema }, callback);
      server.registerPrompt('secret', { argsSchema }, callback);
    });
    const get = (name: string, id: string) =>
      wire.ask('bob', 'prompts/get', { name, arguments: { id } });
    expect(await get('open', 'large')).toMatchObject({
      error: { code: -32602, data: { [REFUSAL]: { code: 'denied' } } },
    });
    expect((await get('open', 'none')).error?.code).toBe(-32602);
    expect(billing.ran).toEqual([]);
    billing.since();
    expect((await get('open', 'small')).error).toBeUndefined();
    // 2.x keeps the callback of a prompt to itself, so its rule is asked when it is called.
    expect(billing.since()).toMatchObject({ ran: ['prompt'], calls: sdk.major });
    const hidden = await get('secret', 'small');
    const missing = await get('absent', 'small');
    expect(JSON.stringify(hidden)).toBe(JSON.stringify(missing).replaceAll('absent', 'secret'));
  });

  it.each<[string, object | undefined]>([
    ['no rule', undefined],
    ['a rule without a resource', { action: 'pay' }],
    ['a rule without an action', { resource: { kind: 'refund', id: '1' } }],
    ['a list without a kind', { action: 'pay', resource: () => null, list: {} }],
    ['a list that is a text', { action: 'pay', resource: () => null, list: 'refund' }],
  ])('is refused when it is made, with %s', (_, rule) => {
    const make = () =>
      Reflect.apply(billing.authz.withCerbos, undefined, [rule, () => text('x')]) as unknown;
    expect(make).toThrow(expect.objectContaining({ code: 'invalid_configuration' }));
  });
});

const second = ways.find(({ sdk }) => sdk.major === 2);
describe('input that a tool of 2.x asks for', () => {
  it('is asked about again in each round, in the protocol of 2025-11-25', async () => {
    if (second === undefined) throw new Error('2.x is there.');
    const { sdk } = second;
    const billing = new Billing(pdp().httpUrl);
    const server = billing.guard(sdk.mcpServer());
    let rounds = 0;
    server.registerTool('open', { inputSchema: z.object({ id: z.string() }) }, () => {
      rounds += 1;
      if (rounds > 2) return text(billing.run('done'));
      return {
        resultType: 'input_required',
        inputRequests: {
          sure: {
            method: 'elicitation/create',
            params: {
              mode: 'form',
              message: 'Sure?',
              requestedSchema: { type: 'object', properties: { yes: { type: 'boolean' } } },
            },
          },
        },
      };
    });
    const connection = await Connection.open(sdk, server, { elicitation: { form: {} } });
    connection.answer = () => ({ action: 'accept', content: { yes: true } });
    const said = await connection.ask('bob', 'tools/call', {
      name: 'open',
      arguments: { id: '7' },
    });
    expect(said.result).toMatchObject({ content: [{ text: 'ran done' }] });
    const { asked } = billing.since();
    expect(asked.filter((question) => question === 'mcp_tool open call').length).toBe(3);
  });

  it('does not run on if the caller has lost the permission in between', async () => {
    if (second === undefined) throw new Error('2.x is there.');
    const { sdk } = second;
    let team = 'ours';
    const billing = new Billing(pdp().httpUrl, {
      resources: { mcp_tool: () => ({ attr: { team } }) },
    });
    const server = billing.guard(sdk.mcpServer());
    let rounds = 0;
    server.registerTool('open', { inputSchema: z.object({ id: z.string() }) }, () => {
      rounds += 1;
      if (rounds > 1) return text(billing.run('done'));
      team = 'other';
      const params = {
        mode: 'form',
        message: '?',
        requestedSchema: { type: 'object', properties: {} },
      };
      return {
        resultType: 'input_required',
        inputRequests: { sure: { method: 'elicitation/create', params } },
      };
    });
    const connection = await Connection.open(sdk, server, { elicitation: { form: {} } });
    connection.answer = () => ({ action: 'accept', content: {} });
    const said = await connection.ask('bob', 'tools/call', {
      name: 'open',
      arguments: { id: '7' },
    });
    expect(said.result?.isError).toBe(true);
    expect(billing.ran).toEqual([]);
  });
});

describe.each(ways)('what a loader says of a tool, on $name', ({ sdk, open }) => {
  const make = (load: (id: string) => unknown) => {
    const billing = new Billing(pdp().httpUrl, {
      resources: {
        mcp_tool: load,
        mcp_prompt: () => ({ attr: { arguments: {}, title: 'theirs' } }),
        mcp_resource: () => ({ attr: { mimeType: 'theirs' } }),
      },
    });
    return { billing, wire: open(() => billing.server(sdk)) };
  };
  const use = { name: 'open', arguments: { id: '7', amount: 2 } };

  it('is there for policies, but replaces nothing that the server says', async () => {
    const attr = {
      ...{ team: 'billing', arguments: { amount: 0 }, annotations: {}, server: 'x', title: 'y' },
    };
    const { billing, wire } = make(() => ({ attr }));
    const connected = await wire;
    await connected.ask('bob', 'tools/call', use);
    expect(billing.ran).toEqual(['open']);
    expect(billing.cerbos.attrOf('mcp_tool', 'open')).toMatchObject({
      team: 'billing',
      arguments: { id: '7', amount: 2 },
      annotations: { destructiveHint: false },
      server: 'billing',
      title: '',
    });
    // Not even an empty argument is the loader's.
    await connected.ask('bob', 'tools/call', { ...use, arguments: { id: '7', amount: 1000 } });
    expect(billing.ran).toEqual(['open']);
    await connected.ask('bob', 'prompts/get', { name: 'open', arguments: { topic: 'forbidden' } });
    await connected.ask('bob', 'resources/read', { uri: 'conf://open/it' });
    expect(billing.cerbos.attrOf('mcp_resource', 'conf://open/it')).toMatchObject({ mimeType: '' });
    expect(billing.ran).toEqual(['open', 'conf://open/it']);
  });

  it('decides', async () => {
    const { billing, wire } = make(() => ({ attr: { team: 'other' } }));
    const said = await (await wire).ask('bob', 'tools/call', use);
    expect(said.result).toMatchObject({ isError: true, _meta: { [REFUSAL]: { code: 'denied' } } });
    expect(billing.ran).toEqual([]);
  });

  it('may be that there is none: it is hidden from everybody', async () => {
    const { billing, wire } = make((id) => (id === 'open' ? null : { attr: {} }));
    const connected = await wire;
    for (const caller of ['ada', 'bob'] as const) {
      const hidden = await connected.ask(caller, 'tools/call', use);
      expect(JSON.stringify(hidden)).toContain('Tool open not found');
      expect(JSON.stringify(await connected.ask(caller, 'tools/list'))).not.toContain('"open"');
    }
    expect(billing.ran).toEqual([]);
  });

  it('that fails runs nothing, and gives no list', async () => {
    const { billing, wire } = make(() => {
      throw new Error('the database is down');
    });
    const connected = await wire;
    const said = await connected.ask('bob', 'tools/call', use);
    expect(said.result?.isError ?? said.error).toBeTruthy();
    const list = await connected.ask('bob', 'tools/list');
    expect(list.result).toBeUndefined();
    expect(list.error).toBeDefined();
    expect(billing.ran).toEqual([]);
  });
});

describe.each(ways)('the option resource of guard, on $name', ({ sdk, open }) => {
  it('asks about what it returns', async () => {
    const billing = new Billing(pdp().httpUrl);
    const items: unknown[] = [];
    const wire = await open(() => {
      const server = billing.guard(sdk.mcpServer(), {
        resource: (item: { id: string; type: string; attr: object }) => {
          items.push(item);
          return { kind: 'mcp_tool', id: item.id === 'open' ? 'secret' : item.id, attr: item.attr };
        },
      });
      server.registerTool('open', { inputSchema: z.object({}) }, () => text(billing.run('open')));
      server.registerTool('public', { inputSchema: z.object({}) }, () =>
        text(billing.run('public')),
      );
      return server;
    });
    const hidden = await wire.ask('bob', 'tools/call', { name: 'open', arguments: {} });
    expect(JSON.stringify(hidden)).toContain('Tool open not found');
    await wire.ask('bob', 'tools/call', { name: 'public', arguments: {} });
    expect(billing.ran).toEqual(['public']);
    expect(items).toContainEqual(expect.objectContaining({ type: 'tool', id: 'open' }));
  });

  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['a resource without an id', () => ({ kind: 'mcp_tool' })],
    ['a resource without a kind', () => ({ id: 'open', attr: {} })],
    ['a text', () => 'mcp_tool'],
    ['a promise', () => Promise.resolve({ kind: 'mcp_tool', id: 'public', attr: {} })],
    [
      'an error',
      () => {
        throw new Error('a fault of the app');
      },
    ],
  ])('runs nothing if it returns %s', async (_, resource) => {
    const billing = new Billing(pdp().httpUrl);
    const wire = await open(() => {
      const server = billing.guard(sdk.mcpServer(), { resource });
      billing.fill(sdk, server);
      return server;
    });
    const said = await wire.ask('ada', 'tools/call', { name: 'open', arguments: { id: '7' } });
    expect(said.result?.isError ?? said.error).toBeTruthy();
    expect((await wire.ask('ada', 'tools/list')).error).toBeDefined();
    expect(
      (await wire.ask('ada', 'resources/read', { uri: 'conf://open/it' })).error,
    ).toBeDefined();
    expect(billing.ran).toEqual([]);
  });
});
