import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { usePdp } from '../../../setup/pdp';
import { Billing, text } from './billing';
import { newest } from './sdks';
import { Connection, ways } from './wires';

const pdp = usePdp();
let billing: Billing;
beforeEach(() => {
  billing = new Billing(pdp().httpUrl);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Names that every object has, or that what an SDK keeps of a tool has. */
const inherited = ['__proto__', 'constructor', 'toString'];
const members = ['handler', 'executor'];

describe.each(ways)('odd names, on $name', ({ sdk, open }) => {
  it.each([...inherited, ...members])('run nothing, and look like any other: %s', async (name) => {
    const wire = await open(() => billing.server(sdk));
    for (const [method, params] of [
      ['tools/call', (id: string) => ({ name: id, arguments: { id: '7' } })],
      ['prompts/get', (id: string) => ({ name: id, arguments: { topic: 'tea' } })],
      ['resources/read', (id: string) => ({ uri: id })],
      [
        'completion/complete',
        (id: string) => ({
          ref: { type: 'ref/prompt', name: id },
          argument: { name: id, value: '' },
        }),
      ],
      [
        'completion/complete',
        (id: string) => ({
          ref: { type: 'ref/resource', uri: id },
          argument: { name: id, value: '' },
        }),
      ],
    ] as const) {
      // A signed-out caller may see none of them.
      const odd = await wire.ask('signed out', method, params(name));
      const missing = await wire.ask('signed out', method, params('absent'));
      expect(JSON.stringify(odd)).toBe(JSON.stringify(missing).replaceAll('absent', name));
      await wire.ask('bob', method, params(name));
    }
    expect(billing.ran).toEqual([]);
  });

  it('of a tool that is registered as __proto__: it is asked about by that name, or does not run', async () => {
    const wire = await open(() => {
      const server = billing.guard(sdk.mcpServer());
      try {
        server.registerTool('__proto__', { inputSchema: z.object({}) }, () =>
          text(billing.run('it')),
        );
      } catch {
        // A version may refuse the name.
      }
      server.registerTool('open', { inputSchema: z.object({}) }, () => text('x'));
      return server;
    });
    for (const name of ['__proto__', 'handler', 'executor']) {
      billing.since();
      await wire.ask('signed out', 'tools/call', { name, arguments: {} });
      expect(billing.since().ran).toEqual([]);
      await wire.ask('bob', 'tools/call', { name, arguments: {} });
      const { ran, asked } = billing.since();
      if (ran.length > 0) expect(asked).toContain(`mcp_tool ${name} call`);
    }
  });

  it.each<[string, unknown]>([
    ['an empty text', ''],
    ['a list', ['open']],
    ['an object', { toString: 'open' }],
    ['a number', 7],
    ['null', null],
    ['nothing', undefined],
  ])('that are no names run nothing: %s', async (_, name) => {
    const wire = await open(() => billing.server(sdk));
    for (const [method, params] of [
      ['tools/call', { name, arguments: { id: '7' } }],
      ['prompts/get', { name }],
      ['resources/read', { uri: name }],
      [
        'completion/complete',
        { ref: { type: 'ref/prompt', name }, argument: { name: 'topic', value: '' } },
      ],
    ] as const) {
      const said = await wire.ask('ada', method, params);
      expect(said.error ?? said.result?.isError).toBeTruthy();
    }
    expect(billing.ran).toEqual([]);
  });
});

/** Other ways to write the URI of a hidden resource. */
const spellings: readonly (readonly [uri: string, of: string])[] = [
  ['conf://x/open/../secret', 'conf://x/secret'],
  ['conf://x/./secret', 'conf://x/secret'],
  ['conf://x/sec\tret', 'conf://x/secret'],
  ['conf://x/sec\nret', 'conf://x/secret'],
  ['  conf://x/secret  ', 'conf://x/secret'],
  ['CONF://x/secret', 'conf://x/secret'],
  ['HTTPS://EXAMPLE.com/secret', 'https://example.com/secret'],
  ['https://example.com:443/secret', 'https://example.com/secret'],
  ['https://example.com/open/%2e%2e/secret', 'https://example.com/secret'],
  ['https:\\\\example.com\\secret', 'https://example.com/secret'],
  ['https:example.com/sec\tret', 'https://example.com/secret'],
];

describe.each(newest)('URIs, on $name', (sdk) => {
  const connect = async () => {
    const server = billing.guard(sdk.mcpServer());
    for (const uri of ['conf://x/secret', 'https://example.com/secret']) {
      server.registerResource(uri, uri, {}, () => ({ contents: [], ran: billing.run(uri) }));
    }
    return Connection.open(sdk, server);
  };

  it.each(spellings)('written as %j do not show what is hidden', async (uri) => {
    const connection = await connect();
    const hidden = await connection.ask('bob', 'resources/read', { uri });
    const bare = sdk.mcpServer();
    bare.registerResource('other', 'conf://other', {}, () => ({ contents: [] }));
    const missing = await (await Connection.open(sdk, bare)).ask('bob', 'resources/read', { uri });
    expect(JSON.stringify(hidden)).toBe(JSON.stringify(missing));
    expect(billing.ran).toEqual([]);
  });

  it.each(spellings)('written as %j are read by callers who may', async (uri, of) => {
    const connection = await connect();
    expect((await connection.ask('ada', 'resources/read', { uri })).error).toBeUndefined();
    expect(billing.ran).toEqual([of]);
  });

  it.each(spellings)("written as %j are not given to an app's own handler unasked", async (uri) => {
    const server = billing.guard(
      sdk.lowServer({ capabilities: { resources: { subscribe: true } } }),
    );
    for (const method of ['resources/read', 'resources/subscribe']) {
      sdk.handle(server, method, () => ({ contents: [], ran: billing.run(method) }));
    }
    const connection = await Connection.open(sdk, server);
    for (const method of ['resources/read', 'resources/subscribe']) {
      expect((await connection.ask('bob', method, { uri })).error?.code).toBe(-32602);
    }
    expect(billing.ran).toEqual([]);
  });

  it("are asked about as they were sent, too, since that is what an app's own handler gets", async () => {
    const server = billing.guard(sdk.lowServer({ capabilities: { resources: {} } }));
    sdk.handle(server, 'resources/read', () => ({ contents: [], ran: billing.run('read') }));
    const connection = await Connection.open(sdk, server);
    // Its normal form is allowed.
    const uri = 'conf://x/secret/../open';
    expect((await connection.ask('bob', 'resources/read', { uri })).error?.code).toBe(-32602);
    expect(billing.ran).toEqual([]);
    await connection.ask('bob', 'resources/read', { uri: 'conf://x/open' });
    expect(billing.ran).toEqual(['read']);
  });

  it('of templates are asked about as they are read, and not as the template', async () => {
    const server = billing.guard(sdk.mcpServer());
    server.registerResource('t', sdk.template('tpl://open/{item}'), {}, (uri: URL) => ({
      contents: [],
      ran: billing.run(uri.href),
    }));
    const connection = await Connection.open(sdk, server);
    const read = (uri: string) => connection.ask('bob', 'resources/read', { uri });
    expect((await read('tpl://open/secret')).error?.code).toBe(-32602);
    expect((await read('tpl://open/locked')).error?.code).toBe(-32602);
    expect(billing.ran).toEqual([]);
    await read('tpl://open/7');
    expect(billing.ran).toEqual(['tpl://open/7']);
    expect(billing.cerbos.attrOf('mcp_resource', 'tpl://open/7')).toMatchObject({
      template: 'tpl://open/{item}',
      server: 'billing',
    });
  });
});
