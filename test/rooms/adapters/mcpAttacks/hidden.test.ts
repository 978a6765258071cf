import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createClerkCerbos } from '../../../../src/adapters/mcp';
import { asUser, connect, MAJORS, postModern, startPdp } from './world';

let pdp: Awaited<ReturnType<typeof startPdp>>;
beforeAll(async () => {
  pdp = await startPdp();
});
afterAll(() => pdp.stop());

const fragile = {
  text: z.string().transform((text) => {
    if (text === 'boom') throw new Error('The schema of the secret tool');
    return text;
  }),
};

describe.each(MAJORS)('what is hidden, in %s', (name, make) => {
  const schema = (shape: z.ZodRawShape) => (name === '1.x' ? shape : z.object(shape));

  it.each(['before', 'after'])(
    'is not told by a schema that throws, guarded %s the registration',
    async (when) => {
      const { guard } = createClerkCerbos(pdp.app);
      const server = make();
      if (when === 'before') guard(server);
      server.registerTool('secret', { inputSchema: schema(fragile) }, () => ({ content: [] }));
      server.registerPrompt('secret', { argsSchema: schema(fragile) }, () => ({ messages: [] }));
      if (when === 'after') guard(server);
      const client = await connect(name, server, asUser());
      const call = (method: string, item: string) =>
        client.raw(method, { name: item, arguments: { text: 'boom' } });
      for (const method of ['tools/call', 'prompts/get']) {
        const hidden = await call(method, 'secret');
        const unknown = await call(method, 'secretless');
        expect(hidden.replace('secret', 'secretless')).toBe(unknown);
      }
      await client.close();
    },
  );

  it("is not listed, if a rule's list says that no resource allows it", async () => {
    const { guard, withCerbos } = createClerkCerbos(pdp.app);
    const server = guard(make());
    const callback = () => ({ content: [], messages: [] });
    const rule = { action: 'view', resource: { kind: 'document', id: '7', attr: {} } } as const;
    const hidden = withCerbos({ ...rule, list: { kind: 'document' } }, callback);
    const shown = withCerbos(rule, callback);
    server.registerTool('open', { inputSchema: schema({}) }, hidden);
    const prompt = server.registerPrompt('open', { argsSchema: schema({}) }, hidden);
    const client = await connect(name, server, asUser());
    expect(await client.raw('tools/list', {})).toContain('"tools":[]');
    expect(await client.raw('prompts/list', {})).toContain('"prompts":[]');
    prompt.update({ callback: shown });
    expect(await client.raw('prompts/list', {})).toContain('"name":"open"');
    prompt.update({ callback: hidden });
    expect(await client.raw('prompts/list', {})).toContain('"prompts":[]');
    await client.close();
  });

  it('is not told by a request that is malformed', async () => {
    const { guard } = createClerkCerbos(pdp.app);
    const server = guard(make());
    server.registerTool('secret', {}, () => ({ content: [] }));
    server.registerTool('open', {}, () => ({ content: [] }));
    server.registerPrompt('secret', {}, () => ({ messages: [] }));
    const client = await connect(name, server, asUser());
    for (const method of ['tools/call', 'prompts/get']) {
      const call = (item: string) => client.raw(method, { name: item, arguments: 5 });
      // The policy would show `nothing`, if there were such a tool.
      expect((await call('secret')).replace('secret', 'nothing')).toBe(await call('nothing'));
      expect((await call('secret')).replace('secret', 'toString')).toBe(await call('toString'));
    }
    expect(await client.raw('tools/call', { name: 'open', arguments: 5 })).toContain('expected');
    await client.close();
  });
});

describe('what is hidden, over HTTP in 2.x', () => {
  it.each([
    ['an anonymous caller', undefined],
    ['a user', asUser()],
  ])("is not told to %s by the server's own challenge for scopes", async (_, authInfo) => {
    const { guard } = createClerkCerbos(pdp.app);
    const handler = createMcpHandler(() => {
      const server = guard(new McpServer({ name: 'app', version: '1' }));
      const config = {
        inputSchema: z.object({}),
        scopeChallenge: () => ({ scopes: ['pay'] as const }),
      };
      for (const name of ['secret', 'open']) {
        server.registerTool(name, config, () => ({ content: [] }));
      }
      return server;
    });
    const call = (name: string) =>
      postModern(handler, 'tools/call', { name, arguments: {} }, authInfo);
    const hidden = await call('secret');
    const unknown = await call('secretless');
    expect({ ...hidden, text: hidden.text.replace('secret', 'secretless') }).toEqual(unknown);
    expect((await call('open')).status).toBe(403);
    await handler.close();
  });
});
