import { WebStandardStreamableHTTPServerTransport as Transport1 } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { WebStandardStreamableHTTPServerTransport as Transport2 } from '@modelcontextprotocol/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { usePdp } from '../../../setup/pdp';
import { Billing, text } from './billing';
import { authInfoOf, type Caller } from './callers';
import { type HighServer, newest, type Wired } from './sdks';
import { post } from './wires';

const pdp = usePdp();
const [first, second] = newest;
if (first === undefined || second === undefined) throw new Error('Both majors are there.');

let billing: Billing;
beforeEach(() => {
  billing = new Billing(pdp().httpUrl);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe.each([
  ['1.32', first, Transport1],
  ['2.4', second, Transport2],
] as const)('HTTP in the protocol of 2025-11-25, on %s', (_, sdk, Transport) => {
  async function send(body: object, caller: Caller): Promise<unknown> {
    const transport = new Transport({ enableJsonResponse: true });
    // The transports of both majors are transports.
    await billing.server(sdk).connect(transport as unknown as Wired);
    const authInfo = authInfoOf(caller);
    const response = await transport.handleRequest(
      new Request('https://mcp.example.com/mcp', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': '2025-03-26',
        },
        body: JSON.stringify(body),
      }),
      authInfo === undefined ? {} : { authInfo },
    );
    return response.json();
  }
  const message = (id: number, method: string, params: object = {}) => ({
    ...{ jsonrpc: '2.0', id, method, params },
  });
  const call = (id: number, name: string) =>
    message(id, 'tools/call', { name, arguments: { id: '7' } });

  it('handles each message of a batch by itself', async () => {
    const batch = [call(1, 'secret'), call(2, 'open'), message(3, 'tools/list'), call(4, 'secret')];
    const answers = JSON.stringify(await send(batch, 'bob'));
    expect(billing.ran).toEqual(['open']);
    expect(answers).toContain('Tool secret not found');
    expect(answers).not.toContain('"name":"secret"');
    expect(await send(batch, 'signed out')).toHaveLength(4);
    expect(billing.ran).toEqual(['open']);
  });

  it('handles each message of a batch by itself, even with one id', async () => {
    const answers = await send([message(1, 'tools/list'), message(1, 'tools/list')], 'bob');
    expect(JSON.stringify(answers)).not.toContain('secret');
  });

  it('answers for the caller of each request in one session', async () => {
    const transport = new Transport({
      enableJsonResponse: true,
      sessionIdGenerator: () => 'session-1',
    });
    // The transports of both majors are transports.
    await billing.server(sdk).connect(transport as unknown as Wired);
    const request = async (body: object, caller: Caller, session?: string) => {
      const authInfo = authInfoOf(caller);
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(session && { 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' }),
      };
      const response = await transport.handleRequest(
        new Request('https://mcp.example.com/mcp', {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
        }),
        authInfo === undefined ? {} : { authInfo },
      );
      return response.text();
    };
    const hello = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'ada', version: '1' },
    };
    await request(message(0, 'initialize', hello), 'ada');
    const answers = await Promise.all(
      (['ada', 'bob', 'signed out', 'ada', 'bob', 'signed out'] as const).map((caller, index) =>
        request(call(index + 1, 'secret'), caller, 'session-1'),
      ),
    );
    expect(answers.map((answer) => answer.includes('ran secret'))).toEqual([
      ...[true, false, false],
      ...[true, false, false],
    ]);
    expect(billing.ran).toEqual(['secret', 'secret']);
    // A cursor, a list and a session are not of a caller, either.
    const listed = await request(message(9, 'tools/list'), 'bob', 'session-1');
    expect(listed).not.toContain('secret');
  });
});

describe('HTTP in the protocol of 2026-07-28', () => {
  const sdk = second;
  const serve = (fill: (server: HighServer) => void, options: object = {}, guardOptions?: object) =>
    sdk.createMcpHandler(() => {
      const server = billing.guard(sdk.mcpServer(options), guardOptions);
      fill(server);
      return server;
    });
  const ask = (
    handler: ReturnType<typeof serve>,
    caller: Caller,
    method: string,
    params: object = {},
    headers: Record<string, string> = {},
  ) => post(handler.fetch, authInfoOf(caller), method, params, headers);

  describe('of a hidden tool that names headers for its arguments', () => {
    const serveRegions = () =>
      serve((server) => {
        const region = z.string().meta({ 'x-mcp-header': 'Region' });
        for (const name of ['open', 'secret']) {
          const inputSchema = z.object({ region });
          server.registerTool(name, { inputSchema }, () => text(billing.run(name)));
        }
      });
    const use = (name: string) => ({ name, arguments: { region: 'eu' } });

    it('is as of a missing one, if the headers are right', async () => {
      const handler = serveRegions();
      const headers = { 'mcp-param-region': 'eu' };
      const hidden = await ask(handler, 'bob', 'tools/call', use('secret'), headers);
      const missing = await ask(handler, 'bob', 'tools/call', use('absent'), headers);
      expect(hidden.response.status).toBe(missing.response.status);
      expect(JSON.stringify(hidden.said)).toBe(
        JSON.stringify(missing.said).replaceAll('absent', 'secret'),
      );
      await ask(handler, 'bob', 'tools/call', use('open'), headers);
      expect(billing.ran).toEqual(['open']);
    });

    // A limit: the SDK compares them in front of the server, so no guard can ask before.
    it('tells that it is there, if the headers are missing or wrong, and does not run', async () => {
      const handler = serveRegions();
      for (const headers of [{}, { 'mcp-param-region': 'us' }] as Record<string, string>[]) {
        const { said } = await ask(handler, 'bob', 'tools/call', use('secret'), headers);
        expect(said.error?.code).toBe(-32020);
      }
      expect(billing.since()).toMatchObject({ ran: [], calls: 0 });
    });
  });

  it.each(['bob', 'oauth', 'signed out'] as const)(
    "answers a hidden item with the app's own scopeChallenge as a missing one, to %s",
    async (caller) => {
      const scopeChallenge = () => ({ scopes: ['invoices:refund'] });
      const handler = serve((server) => {
        const config = { inputSchema: z.object({}), scopeChallenge };
        server.registerTool('secret', config, () => text(billing.run('secret')));
        server.registerPrompt('secret', { scopeChallenge }, () => ({ messages: [] }));
        server.registerResource('secret', 'conf://secret', { scopeChallenge }, () => ({
          contents: [],
        }));
        server.registerTool('open', { inputSchema: z.object({}) }, () => text('x'));
      });
      for (const [method, params] of [
        ['tools/call', { name: 'secret', arguments: {} }],
        ['prompts/get', { name: 'secret' }],
        ['resources/read', { uri: 'conf://secret' }],
      ] as const) {
        const hidden = await ask(handler, caller, method, params);
        const other = JSON.parse(
          JSON.stringify(params).replaceAll('secret', 'absent-secret'),
        ) as object; // the same
        const missing = await ask(handler, caller, method, other);
        expect(hidden.response.status).toBe(missing.response.status);
        expect(hidden.response.headers.get('www-authenticate')).toBeNull();
        expect(JSON.stringify(hidden.said)).toBe(
          JSON.stringify(missing.said).replaceAll('absent-secret', 'secret'),
        );
      }
      expect(billing.ran).toEqual([]);
    },
  );

  it('answers 403 with the scopes that the policy demands', async () => {
    const handler = serve((server) => {
      server.registerTool('scoped', { inputSchema: z.object({}) }, () =>
        text(billing.run('scoped')),
      );
    });
    const use = { name: 'scoped', arguments: {} };
    const { response } = await ask(handler, 'oauth', 'tools/call', use);
    expect(response.status).toBe(403);
    const says = response.headers.get('www-authenticate');
    expect(says).toMatch(/^Bearer /);
    expect(says).toContain('error="insufficient_scope"');
    expect(says).toContain('scope="invoices:refund"');
    expect(billing.ran).toEqual([]);
    await ask(handler, 'oauth with scope', 'tools/call', use);
    expect(billing.ran).toEqual(['scoped']);
  });

  it('lets clients cache no list for others, whatever the app says', async () => {
    const open = { cacheScope: 'public', ttlMs: 60_000 };
    const cacheHints = {
      ...{ 'tools/list': open, 'prompts/list': open, 'resources/list': open },
      ...{ 'resources/templates/list': open, 'resources/read': open },
    };
    const handler = serve((server) => billing.fill(sdk, server), { cacheHints });
    for (const [method, params] of [
      ['tools/list', {}],
      ['prompts/list', {}],
      ['resources/list', {}],
      ['resources/templates/list', {}],
      ['resources/read', { uri: 'conf://open/it' }],
    ] as const) {
      const { said } = await ask(handler, 'bob', method, params);
      expect([method, said.result?.cacheScope]).toEqual([method, 'private']);
    }
  });

  it("lets clients cache no resource for others, whatever the app's resource says", async () => {
    const cacheHint = { cacheScope: 'public', ttlMs: 60_000 };
    const handler = serve((server) => {
      server.registerResource('open', 'conf://open', { cacheHint }, (uri: URL) => ({
        contents: [{ uri: uri.href, text: 'x' }],
        cacheScope: 'public',
      }));
    });
    const { said } = await ask(handler, 'bob', 'resources/read', { uri: 'conf://open' });
    expect(said.result?.cacheScope).toBe('private');
  });

  it('tells no client of updates of a resource', async () => {
    const options = {
      capabilities: { resources: { subscribe: true, listChanged: true }, tools: {} },
    };
    const handler = serve((server) => billing.fill(sdk, server), options);
    const notifications = {
      resourceSubscriptions: ['conf://secret/it', 'conf://open/it'],
      toolsListChanged: true,
    };
    const controller = new AbortController();
    let stream = '';
    const { fetch } = handler;
    const request = (given: Request) =>
      fetch(new Request(given, { signal: controller.signal }), {
        authInfo: authInfoOf('bob'),
      });
    const opened = new Promise<void>((resolve) => {
      const read = async (shown: ReadableStream<Uint8Array>) => {
        for await (const chunk of shown) {
          stream += Buffer.from(chunk).toString();
          if (stream.includes('acknowledged')) resolve();
        }
      };
      const listen = async (given: Request) => {
        const response = await request(given);
        const [shown, kept] = response.body?.tee() ?? [];
        // The end of it is that the client hangs up.
        if (shown !== undefined) read(shown).then(resolve, resolve);
        return new Response(kept);
      };
      post(listen, undefined, 'subscriptions/listen', { notifications }).catch(() => undefined);
    });
    await opened;
    handler.notify.resourceUpdated('conf://secret/it');
    handler.notify.resourceUpdated('conf://open/it');
    await new Promise((resolve) => setTimeout(resolve, 50));
    controller.abort();
    await handler.close();
    expect(stream).toContain('acknowledged');
    expect(stream).not.toContain('conf://');
    expect(stream).not.toContain('resources/updated');
  });

  it('asks about each message, whatever state it brings back', async () => {
    const handler = serve((server) => billing.fill(sdk, server));
    const back = { inputResponses: { sure: { action: 'accept' } }, requestState: 'allowed' };
    await ask(handler, 'bob', 'tools/call', { name: 'secret', arguments: { id: '7' }, ...back });
    await ask(handler, 'bob', 'tools/call', { name: 'locked', arguments: { id: '7' }, ...back });
    expect(billing.ran).toEqual([]);
  });
});
