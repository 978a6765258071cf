import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createClerkCerbos } from '../../../../src/adapters/mcp';
import { asUser, connect, MAJORS, startPdp } from './world';

let pdp: Awaited<ReturnType<typeof startPdp>>;
beforeAll(async () => {
  pdp = await startPdp();
});
afterAll(() => pdp.stop());
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe.each(MAJORS)('in development, on %s', (name, make) => {
  it('a list says what it leaves out, and in production it does not', async () => {
    const said = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    for (const mode of ['development', 'production']) {
      vi.stubEnv('NODE_ENV', mode);
      const { guard } = createClerkCerbos(pdp.app);
      const server = guard(make());
      server.registerTool('open', {}, () => ({ content: [] }));
      server.registerTool('secret', {}, () => ({ content: [] }));
      const client = await connect(name, server, asUser());
      expect(await client.raw('tools/list', {})).not.toContain('secret');
      await client.close();
    }
    const lines = said.mock.calls.map(([line]) => String(line));
    expect(lines.filter((line) => line.includes('leaves out'))).toEqual([
      '[clerk-cerbos] A list for "user_1" leaves out mcp_tool "secret": "list" is denied.',
    ]);
  });
});

describe.each(MAJORS)('a rule on %s', (name, make) => {
  it('on a tool without a schema says what to write, and only those who may call it cause that', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { guard, withCerbos } = createClerkCerbos(pdp.app);
    const server = guard(make());
    const ran = vi.fn(() => ({ content: [] }));
    const callback = withCerbos(
      { action: 'view', resource: { kind: 'mcp_tool', id: 'open', attr: {} } },
      ran,
    );
    // Equal messages of one second are logged once.
    const open = `open-${name}`;
    server.registerTool(open, {}, callback);
    server.registerTool('secret', {}, callback);
    server.registerTool('other', { inputSchema: z.object({}) }, () => ({ content: [] }));
    const client = await connect(name, server, asUser());
    expect(await client.raw('tools/call', { name: 'secret' })).toContain('Tool secret not found');
    expect(logged).not.toHaveBeenCalled();
    expect(await client.raw('tools/call', { name: open })).toContain('invalid_configuration');
    expect(String(logged.mock.calls[0])).toContain('Write inputSchema: z.object({}) for a tool');
    expect(ran).not.toHaveBeenCalled();
    await client.close();
  });
});
