import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createClerkCerbos } from '../../../../src/adapters/mcp';
import { asUser, connect, MAJORS, startPdp } from './world';

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
      const { guard } = createClerkCerbos({ cerbos: pdp.cerbos });
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

  it('is not told by a request that is malformed', async () => {
    const { guard } = createClerkCerbos({ cerbos: pdp.cerbos });
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
