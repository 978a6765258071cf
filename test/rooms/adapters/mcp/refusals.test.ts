import { Client as Client2 } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { usePdp } from '../../../setup/pdp';
import { Billing, text } from './billing';
import { authInfoOf, auths } from './callers';
import { type HighServer, newest } from './sdks';
import { Connection, envelope } from './wires';

const pdp = usePdp();
const REFUSAL = 'clerk-cerbos/refusal';
const CHALLENGE = 'mcp/www_authenticate';
const metadata = 'https://app.example.com/.well-known/oauth-protected-resource/mcp';

let billing: Billing;
beforeEach(() => {
  billing = new Billing(pdp().httpUrl);
});

describe.each(newest)('the refusal of a tool, on $name', (sdk) => {
  const connect = (options?: object) => {
    const server = billing.guard(sdk.mcpServer(), options);
    for (const name of ['scoped', 'scoped-locked', 'locked', 'open']) {
      server.registerTool(name, { inputSchema: z.object({}) }, () => text(billing.run(name)));
    }
    return Connection.open(sdk, server);
  };
  const call = (name: string) => ({ name, arguments: {} });

  it('names the scopes that the policy demands, for clients that act on them', async () => {
    const connection = await connect({ resourceMetadataUrl: metadata });
    const { result } = await connection.ask('oauth', 'tools/call', call('scoped'));
    expect(result).toMatchObject({
      isError: true,
      _meta: { [REFUSAL]: { code: 'denied', retryable: false, scopes: ['invoices:refund'] } },
    });
    const challenges = (result?._meta as Record<string, string[]>)[CHALLENGE] ?? []; // texts
    expect(challenges).toHaveLength(1);
    for (const part of [
      ...['Bearer ', 'error="insufficient_scope"', 'scope="invoices:refund"'],
      `resource_metadata="${metadata}"`,
    ]) {
      expect(challenges[0]).toContain(part);
    }
    expect(JSON.stringify(result?.content)).toContain('invoices:refund');
    await connection.ask('oauth with scope', 'tools/call', call('scoped'));
    expect(billing.ran).toEqual(['scoped']);
  });

  it('names no metadata that the app has not named, and no scopes to a session', async () => {
    const connection = await connect();
    const { result } = await connection.ask('oauth', 'tools/call', call('scoped'));
    expect(JSON.stringify(result)).toContain('insufficient_scope');
    expect(JSON.stringify(result)).not.toContain('resource_metadata');
    const session = await connection.ask('bob', 'tools/call', call('locked'));
    expect(session.result).toMatchObject({ _meta: { [REFUSAL]: { code: 'denied' } } });
    expect(JSON.stringify(session)).not.toContain(CHALLENGE);
  });

  it('holds no attributes, arguments, principal, token or structured content', async () => {
    const connection = await connect();
    const { result } = await connection.ask('bob', 'tools/call', {
      name: 'locked',
      arguments: { note: 'my secret words' },
    });
    expect(Object.keys(result ?? {}).toSorted()).toEqual(['_meta', 'content', 'isError']);
    expect(JSON.stringify(result)).not.toMatch(/user_bob|my secret words|token of|org_acme|roles/);
    expect(
      Object.keys((result?._meta as Record<string, object>)[REFUSAL] ?? {}).toSorted(),
    ).toEqual([...['action', 'cerbosCallId', 'code', 'resource', 'retryable']]);
  });

  it("passes the SDK's own client, also for a tool with an output schema", async () => {
    const server = billing.guard(sdk.mcpServer(), { auth: () => auths.bob });
    const outputSchema = z.object({ paid: z.number() });
    server.registerTool('locked', { inputSchema: z.object({}), outputSchema }, () => ({
      ...text('x'),
      structuredContent: { paid: 1 },
    }));
    const [near, far] = sdk.linkedPair();
    await server.connect(far);
    const client = new (sdk.major === 1 ? Client1 : Client2)({ name: 'test', version: '1' });
    await client.connect(near);
    await client.listTools();
    const answer = await client.callTool(call('locked'));
    expect(answer.isError).toBe(true);
    expect(answer._meta?.[REFUSAL]).toMatchObject({ code: 'denied' });
    await client.close();
  });
});

describe('over stdio in the protocol of 2026-07-28', () => {
  const sdk = newest.find(({ major }) => major === 2);

  it('no client is told of updates of a resource, and each message is asked about', async () => {
    if (sdk === undefined) throw new Error('2.x is there.');
    const [near, far] = sdk.linkedPair();
    const received: unknown[] = [];
    near.onmessage = (message) => received.push(message);
    await near.start();
    let server: HighServer | undefined;
    const factory = () => {
      server = billing.guard(
        sdk.mcpServer({ capabilities: { resources: { subscribe: true }, tools: {} } }),
        { auth: () => auths.bob },
      );
      billing.fill(sdk, server);
      return server;
    };
    // The factory and the transport are of the SDK.
    const options = { transport: far };
    Reflect.apply(serveStdio, undefined, [factory, options]);
    const send = async (id: number, method: string, params: object) => {
      await near.send({ jsonrpc: '2.0', id, method, params: { ...params, _meta: envelope } });
    };
    const said = (part: string) => JSON.stringify(received).includes(part);
    await send(1, 'subscriptions/listen', {
      notifications: { resourceSubscriptions: ['conf://secret/it', 'conf://open/it'] },
    });
    await vi.waitUntil(() => said('acknowledged'));
    for (const uri of ['conf://secret/it', 'conf://open/it']) {
      const low = server?.server as unknown as { sendResourceUpdated(of: object): Promise<void> }; // of both majors
      await low.sendResourceUpdated({ uri });
    }
    await send(2, 'tools/call', { name: 'secret', arguments: { id: '7' } });
    await vi.waitUntil(() => said('"id":2'));
    await send(3, 'tools/call', { name: 'open', arguments: { id: '7' } });
    await vi.waitUntil(() => said('"id":3'));
    expect(said('conf://')).toBe(false);
    expect(said('Tool secret not found')).toBe(true);
    expect(billing.ran).toEqual(['open']);
    await near.close();
  });
});

describe('a caller without a token, where the app has named its metadata', () => {
  it.each(newest)('is told how to sign in by a tool that it may see, on $name', async (sdk) => {
    const resources = { mcp_tool: () => ({ attr: { team: 'other' } }) };
    billing = new Billing(pdp().httpUrl, { resources });
    const server = billing.guard(sdk.mcpServer(), { resourceMetadataUrl: metadata });
    server.registerTool('public', { inputSchema: z.object({}) }, () => text('x'));
    const connection = await Connection.open(sdk, server);
    const { result } = await connection.askAs(authInfoOf('signed out'), 'tools/call', {
      name: 'public',
      arguments: {},
    });
    expect(result).toMatchObject({
      isError: true,
      _meta: { [REFUSAL]: { code: 'signed_out', retryable: false } },
    });
    expect(JSON.stringify(result)).toContain(metadata);
  });
});
