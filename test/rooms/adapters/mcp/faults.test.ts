import { HTTP } from '@cerbos/http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Fault, type FaultyPdp, startFaultyPdp } from '../../../behaviour/faultyPdp';
import { usePdp } from '../../../setup/pdp';
import { Billing } from './billing';
import { newest } from './sdks';
import { inMemory, type Wire } from './wires';

const pdp = usePdp();
const REFUSAL = 'clerk-cerbos/refusal';

let faulty: FaultyPdp;
beforeAll(async () => {
  faulty = await startFaultyPdp(pdp().httpUrl);
});
afterAll(() => faulty.stop());
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  faulty.fault = 'none';
});

const faults: readonly (readonly [Fault, string])[] = [
  ['reset', 'pdp_unreachable'],
  ['hang', 'deadline_exceeded'],
  ['error 500', 'pdp_unreachable'],
  ['html', 'pdp_unreachable'],
  ['empty', 'pdp_unreachable'],
  ['truncated', 'pdp_unreachable'],
  ['empty object', 'invalid_answer'],
  ['wrong order', 'invalid_answer'],
  ['no results', 'invalid_answer'],
  ['too few results', 'invalid_answer'],
  ['missing action', 'invalid_answer'],
  ['no effects', 'invalid_answer'],
  ['unknown effect', 'invalid_answer'],
  ['other request', 'invalid_answer'],
];

const uses: readonly (readonly [method: string, params: object])[] = [
  ['tools/list', {}],
  ['prompts/list', {}],
  ['resources/list', {}],
  ['resources/templates/list', {}],
  ['prompts/get', { name: 'open', arguments: { topic: 'tea' } }],
  ['prompts/get', { name: 'secret', arguments: { topic: 'tea' } }],
  ['resources/read', { uri: 'conf://open/it' }],
  ['resources/read', { uri: 'conf://absent/it' }],
  [
    'completion/complete',
    { ref: { type: 'ref/prompt', name: 'open' }, argument: { name: 'topic', value: '' } },
  ],
];

// The protocol makes no difference here.
describe.each(newest.map(inMemory))('while the PDP does not answer, on $name', ({ sdk, open }) => {
  let billing: Billing;
  let wire: Wire;
  const serve = async (options: object) => {
    billing = new Billing(faulty.url, { cerbos: new HTTP(faulty.url), ...options });
    wire = await open(() => billing.server(sdk));
  };

  it.each(faults)('(%s), nothing runs, and each answer says so', async (fault, code) => {
    // Only one of them has to wait for it.
    await serve({ timeoutMs: fault === 'hang' ? 300 : 15_000, breaker: false });
    faulty.fault = fault;
    const refusal = { code, retryable: true };
    // All at once, so that only one deadline passes.
    const [calls, others] = await Promise.all([
      Promise.all(
        ['open', 'secret', 'absent'].map((name) =>
          wire.ask('bob', 'tools/call', { name, arguments: { id: '7' } }),
        ),
      ),
      Promise.all(uses.map(([method, params]) => wire.ask('bob', method, params))),
    ]);
    for (const { result } of calls) {
      expect(result).toMatchObject({ isError: true, _meta: { [REFUSAL]: refusal } });
      expect(JSON.stringify(result)).not.toContain('not found');
    }
    for (const { result, error } of others) {
      expect(result).toBeUndefined();
      expect(error).toMatchObject({ code: -32603, data: { [REFUSAL]: refusal } });
    }
    expect(billing.ran).toEqual([]);
  });

  it.each(['swapped results', 'effects not asked for'] as const)(
    '(%s), nothing is shown or runs that is not allowed',
    async (fault) => {
      await serve({ timeoutMs: 15_000 });
      faulty.fault = fault;
      const list = await wire.ask('bob', 'tools/list');
      expect(JSON.stringify(list)).not.toContain('secret');
      await wire.ask('bob', 'tools/call', { name: 'secret', arguments: { id: '7' } });
      await wire.ask('bob', 'tools/call', { name: 'locked', arguments: { id: '7' } });
      expect(billing.ran).toEqual([]);
    },
  );

  it('works again as soon as the PDP answers', async () => {
    await serve({ timeoutMs: 15_000 });
    faulty.fault = 'html';
    await wire.ask('bob', 'tools/call', { name: 'open', arguments: { id: '7' } });
    faulty.fault = 'none';
    const { result } = await wire.ask('bob', 'tools/call', {
      name: 'open',
      arguments: { id: '7' },
    });
    expect(result?.isError).toBeUndefined();
    expect(billing.ran).toEqual(['open']);
  });

  it("is the server's own fault, nothing runs, and the text is no attribute or principal", async () => {
    await serve({
      cerbos: {
        checkResources: () => {
          throw new Error('token=secret');
        },
        planResources: () => undefined,
      },
    });
    const said = await wire.ask('bob', 'tools/call', { name: 'open', arguments: { id: '7' } });
    expect(said.result?.isError ?? said.error).toBeTruthy();
    expect(JSON.stringify(said)).not.toMatch(/token=|user_bob/);
    expect(billing.ran).toEqual([]);
  });
});
