import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { usePdp } from '../../../setup/pdp';
import { Billing, text } from './billing';
import { ways } from './wires';

const pdp = usePdp();

describe.each(ways)('the PDP is called, on $name', ({ sdk, open }) => {
  /** A server with many tools, prompts, resources and templates. */
  const serve = async (count: number) => {
    const billing = new Billing(pdp().httpUrl);
    const wire = await open(() => {
      const server = billing.guard(sdk.mcpServer());
      for (let index = 0; index < count; index += 1) {
        const name = index % 2 === 0 ? `open-${index}` : `secret-${index}`;
        server.registerTool(name, { inputSchema: z.object({}) }, () => text(billing.run(name)));
        server.registerPrompt(name, {}, () => ({ messages: [] }));
        server.registerResource(name, `conf://${name}`, {}, () => ({ contents: [] }));
        server.registerResource(`t-${name}`, sdk.template(`tpl://${name}/{x}`), {}, () => ({
          contents: [],
        }));
      }
      return server;
    });
    return { billing, wire };
  };

  it.each([
    [50, 1],
    [100, 2],
    [200, 4],
  ])('to list %i of each at most %i times', async (count, most) => {
    const { billing, wire } = await serve(count);
    for (const [method, key] of [
      ['tools/list', 'tools'],
      ['prompts/list', 'prompts'],
      ['resources/list', 'resources'],
      ['resources/templates/list', 'resourceTemplates'],
    ] as const) {
      billing.since();
      const { result } = await wire.ask('bob', method);
      expect(result?.[key]).toHaveLength(Math.ceil(count / 2));
      expect(JSON.stringify(result)).not.toContain('secret');
      expect(billing.since().calls).toBe(most);
    }
  });

  it('once for a call, a get, a read, a completion, and for what is hidden or missing', async () => {
    const billing = new Billing(pdp().httpUrl);
    const wire = await open(() => billing.server(sdk));
    const ref = (type: string, of: object) => ({
      ref: { type, ...of },
      argument: { name: 'topic', value: '' },
    });
    for (const name of ['open', 'locked', 'secret', 'absent']) {
      for (const [method, params] of [
        ['tools/call', { name, arguments: { id: '7' } }],
        ['tools/call', { name, arguments: { id: 7 } }],
        ['tools/call', { name }],
        ['prompts/get', { name, arguments: { topic: 'tea' } }],
        ['resources/read', { uri: `conf://${name}/it` }],
        ['resources/read', { uri: `tpl://${name}/7` }],
        ['completion/complete', ref('ref/prompt', { name })],
        ['completion/complete', ref('ref/resource', { uri: `tpl://${name}/{item}` })],
      ] as const) {
        billing.since();
        await wire.ask('bob', method, params);
        expect([method, name, billing.since().calls]).toEqual([method, name, 1]);
      }
    }
  });

  it('not at all for what tells nothing', async () => {
    const billing = new Billing(pdp().httpUrl);
    const wire = await open(() => billing.server(sdk));
    await wire.ask('bob', sdk.major === 2 ? 'server/discover' : 'ping');
    expect(billing.since().calls).toBe(0);
  });

  it('once for each message of many at one moment, and no answer is of another caller', async () => {
    const { billing, wire } = await serve(20);
    const callers = Array.from({ length: 30 }, (_, index) =>
      index % 3 === 0 ? 'ada' : index % 3 === 1 ? 'bob' : 'signed out',
    );
    const lists = await Promise.all(callers.map((caller) => wire.ask(caller, 'tools/list')));
    const lengths = lists.map(({ result }) => (result?.tools as unknown[]).length); // a list
    expect(lengths).toEqual(
      callers.map((caller) => ({ ada: 20, bob: 10, 'signed out': 0 })[caller]),
    );
    expect(billing.since().calls).toBe(30);
    for (const { principal } of billing.cerbos.checks) {
      expect(['user_ada', 'user_bob', 'anonymous']).toContain(principal.id);
    }
  });
});
