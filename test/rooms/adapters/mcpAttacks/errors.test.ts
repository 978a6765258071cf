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
  vi.restoreAllMocks();
});

const refused = () => {
  throw Object.assign(new Error('postgres://app:password@db'), {
    code: 11_000,
    data: { host: 'db.internal' },
  });
};

describe.each(MAJORS)('what a loader or a rule throws, in %s', (name, make) => {
  it.each([
    ['a loader of the tools themselves', { mcp_tool: refused, mcp_prompt: refused }, undefined],
    ['a loader', { document: refused }, { kind: 'document', id: '7' }],
    ['a rule', {}, refused],
  ])('is logged and not sent, for %s', async (_, resources, resource) => {
    const logged = vi.spyOn(console, 'error').mockReturnValue();
    const { guard, withCerbos } = createClerkCerbos({ ...pdp.app, resources });
    const server = guard(make());
    const schema = name === '1.x' ? {} : z.object({});
    const callback = () => ({ content: [], messages: [] });
    const guarded =
      resource === undefined ? callback : withCerbos({ action: 'view', resource }, callback);
    server.registerTool('open', { inputSchema: schema }, guarded);
    server.registerTool('wrapped', { inputSchema: schema }, (args: object, context: object) =>
      guarded(args, context),
    );
    server.registerPrompt('open', { argsSchema: schema }, guarded);
    const client = await connect(name, server, asUser());
    const answers = [
      await client.raw('tools/call', { name: 'open', arguments: {} }),
      await client.raw('tools/call', { name: 'wrapped', arguments: {} }),
      await client.raw('prompts/get', { name: 'open', arguments: {} }),
    ];
    for (const answer of answers) {
      expect(answer).toContain('could not be checked');
      expect(answer).not.toMatch(/postgres|db\.internal|11000/);
    }
    expect(String(logged.mock.calls[0]?.[0])).toContain('postgres');
    await client.close();
  });
});
