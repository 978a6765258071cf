import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { usePdp } from '../../../setup/pdp';
import { Billing, text } from './billing';
import { everyVersion } from './sdks';
import { Connection, type Said, waysOf } from './wires';

const pdp = usePdp();
const sdks = await everyVersion();
const REFUSAL = 'clerk-cerbos/refusal';
const lists = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'];

/** What a missing name is answered with, by method. */
const uses: readonly (readonly [method: string, params: (name: string) => object])[] = [
  ['tools/call', (name) => ({ name, arguments: { id: '7' } })],
  ['tools/call', (name) => ({ name, arguments: { id: 7 } })],
  ['prompts/get', (name) => ({ name, arguments: { topic: 'tea' } })],
  ['prompts/get', (name) => ({ name })],
  ['resources/read', (name) => ({ uri: `conf://${name}/it` })],
  ['resources/read', (name) => ({ uri: `tpl://${name}/7` })],
  [
    'completion/complete',
    (name) => ({ ref: { type: 'ref/prompt', name }, argument: { name: 'topic', value: '' } }),
  ],
  [
    'completion/complete',
    (name) => ({
      ref: { type: 'ref/resource', uri: `tpl://${name}/{item}` },
      argument: { name: 'item', value: '' },
    }),
  ],
];

describe.each(sdks.flatMap(waysOf))('the guard, on version $name', ({ sdk, open }) => {
  let billing: Billing;
  beforeEach(() => {
    billing = new Billing(pdp().httpUrl);
  });

  it('shows in lists what each caller may see', async () => {
    const wire = await open(() => billing.server(sdk));
    for (const method of lists) {
      expect(JSON.stringify(await wire.ask('ada', method))).toContain('secret');
      const members = JSON.stringify(await wire.ask('bob', method));
      expect(members).toContain('open');
      expect(members).not.toContain('secret');
      expect(JSON.stringify(await wire.ask('signed out', method))).not.toContain('open');
    }
  });

  it('runs what each caller may use, and nothing else', async () => {
    const wire = await open(() => billing.server(sdk));
    for (const [method, params] of uses) await wire.ask('bob', method, params('secret'));
    for (const [method, params] of uses) await wire.ask('bob', method, params('locked'));
    for (const [method, params] of uses) await wire.ask('signed out', method, params('open'));
    expect(billing.since().ran).toEqual([]);
    for (const [method, params] of uses) await wire.ask('bob', method, params('open'));
    expect(billing.since().ran).toEqual([
      ...['open', 'open', 'conf://open/it', 'tpl://open/7'],
      ...['completer of open', 'completer of template open'],
    ]);
    const locked = await wire.ask('bob', 'tools/call', uses[0]?.[1]('locked'));
    expect(locked.result).toMatchObject({
      isError: true,
      _meta: { [REFUSAL]: { code: 'denied' } },
    });
  });

  it('answers for what is hidden as this version answers for what is missing', async () => {
    const wire = await open(() => billing.server(sdk));
    const bare = await open(() => {
      const server = sdk.mcpServer();
      billing.fill(sdk, server);
      return server;
    });
    const bytes = (said: Said, name: string) => JSON.stringify(said).replaceAll(name, 'NAME');
    for (const [method, params] of uses) {
      const missing = bytes(await bare.ask('bob', method, params('absent')), 'absent');
      expect(bytes(await wire.ask('bob', method, params('secret')), 'secret')).toBe(missing);
      expect(bytes(await wire.ask('bob', method, params('absent')), 'absent')).toBe(missing);
    }
  });

  it('asks with the arguments that the tool gets, and passes output schemas', async () => {
    const wire = await open(() => {
      const server = billing.guard(sdk.mcpServer({ capabilities: { tools: {} } }));
      const config = {
        inputSchema: z.object({ amount: z.coerce.number().default(1000) }),
        outputSchema: z.object({ paid: z.number() }),
      };
      server.registerTool('open', config, ({ amount }: { amount: number }) => ({
        ...text(billing.run('open')),
        structuredContent: { paid: amount },
      }));
      return server;
    });
    for (const args of [{}, { amount: '1000' }]) {
      const { result } = await wire.ask('bob', 'tools/call', { name: 'open', arguments: args });
      expect(result).toMatchObject({ isError: true, _meta: { [REFUSAL]: { code: 'denied' } } });
    }
    expect(billing.since().ran).toEqual([]);
    const { result } = await wire.ask('bob', 'tools/call', {
      name: 'open',
      arguments: { amount: '7' },
    });
    expect(result).toMatchObject({ structuredContent: { paid: 7 } });
  });

  it('holds for what was registered before it, after it, replaced and renamed', async () => {
    const config = { inputSchema: z.object({}) };
    const wire = await open(() => {
      const server = sdk.mcpServer();
      const run = (name: string) => () => text(billing.run(name));
      const before = server.registerTool('open-1', config, run('1'));
      server.registerTool('secret-2', config, run('2'));
      billing.guard(server);
      server.registerTool('secret-3', config, run('3'));
      const replaced = server.registerTool('secret-4', config, run('x'));
      replaced.update({ callback: run('4') });
      before.update({ name: 'secret-1' });
      return server;
    });
    for (const index of [1, 2, 3, 4]) {
      const name = `secret-${index}`;
      const said = await wire.ask('bob', 'tools/call', { name, arguments: {} });
      expect(JSON.stringify(said)).toContain(`Tool ${name} not found`);
    }
    expect(billing.since().ran).toEqual([]);
    for (const index of [1, 2, 3, 4]) {
      await wire.ask('ada', 'tools/call', { name: `secret-${index}`, arguments: {} });
    }
    expect(billing.since().ran).toEqual(['1', '2', '3', '4']);
  });

  it('asks the rule of a tool in the same call', async () => {
    billing = new Billing(pdp().httpUrl, {
      resources: {
        refund: (id: string) => ({
          attr: {
            orgId: 'org_acme',
            amount: id === 'large' ? 900 : 1,
            closed: '',
            ownerId: '',
            public: false,
          },
        }),
      },
    });
    const wire = await open(() => {
      const server = billing.guard(sdk.mcpServer());
      const rule = {
        action: 'pay',
        resource: ({ id }: { id: string }) => ({ kind: 'refund', id }),
      };
      const handler = () => text(billing.run('pay'));
      server.registerTool(
        'open',
        { inputSchema: z.object({ id: z.string() }) },
        Reflect.apply(billing.authz.withCerbos, undefined, [rule, handler]) as () => object, // a callback
      );
      return server;
    });
    const pay = (id: string) => wire.ask('bob', 'tools/call', { name: 'open', arguments: { id } });
    expect((await pay('large')).result?.isError).toBe(true);
    expect(billing.since()).toMatchObject({ ran: [], calls: 1 });
    await pay('small');
    expect(billing.since()).toMatchObject({ ran: ['pay'], calls: 1 });
  });

  it('keeps a low-level server from running anything unasked', async () => {
    if (waysOf(sdk)[0]?.open === undefined) throw new Error('Every version has a way.');
    const server = sdk.lowServer({ capabilities: { tools: {}, resources: {} } });
    const run = (name: string) => () => ({ ...text(billing.run(name)), contents: [] });
    sdk.handle(server, 'tools/call', run('call'));
    billing.guard(server);
    sdk.handle(server, 'resources/read', run('read'));
    sdk.handle(server, 'app/secret', run('method'));
    server.fallbackRequestHandler = run('fallback');
    const connection = await Connection.open(sdk, server);
    await connection.ask('bob', 'tools/call', { name: 'secret', arguments: {} });
    await connection.ask('bob', 'resources/read', { uri: 'conf://secret' });
    await connection.ask('bob', 'app/secret', {});
    await connection.ask('bob', 'app/other', {});
    expect(billing.since().ran).toEqual([]);
    await connection.ask('bob', 'tools/call', { name: 'open', arguments: {} });
    await connection.ask('bob', 'resources/read', { uri: 'conf://open' });
    await connection.ask('bob', 'app/open', {});
    expect(billing.since().ran).toEqual(['call', 'read', 'fallback']);
  });
});
