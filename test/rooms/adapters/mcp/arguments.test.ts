import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { usePdp } from '../../../setup/pdp';
import { Billing, text } from './billing';
import { newest, type Sdk } from './sdks';
import { type Wire, ways } from './wires';

const pdp = usePdp();
const REFUSAL = 'clerk-cerbos/refusal';

/** What only JSON can say: a member named __proto__. */
const parsed = (json: string) => JSON.parse(json) as object; // always an object here

describe.each(ways)('the arguments of a tool, on $name', ({ sdk, open }) => {
  let billing: Billing;
  let got: unknown[];
  beforeEach(() => {
    billing = new Billing(pdp().httpUrl);
    got = [];
  });

  /** Connects to a server with one tool. */
  const withTool = (schema: object | undefined, name = 'open'): Promise<Wire> =>
    open(() => {
      const server = billing.guard(sdk.mcpServer());
      const config = schema === undefined ? {} : { inputSchema: schema };
      server.registerTool(name, config, (args: unknown) => {
        got.push(args);
        return text(billing.run(name));
      });
      return server;
    });
  const call = (wire: Wire, args?: object, name = 'open') =>
    wire.ask('bob', 'tools/call', { name, ...(args && { arguments: args }) });
  const attr = (name = 'open') => billing.cerbos.attrOf('mcp_tool', name);

  describe('are asked about as the tool gets them', () => {
    const amount = z.object({ amount: z.coerce.number().default(1000) });
    it.each([
      ['a text that becomes a number', { amount: '1000' }],
      ['a number', { amount: 1000 }],
      ['a default', {}],
      ['a default, without any arguments', undefined],
      ['a text with spaces', { amount: ' 1e3 ' }],
      ['a list that becomes a number', { amount: ['1000'] }],
    ])('%s', async (_, args) => {
      const said = await call(await withTool(amount), args);
      expect(said.result).toMatchObject({
        isError: true,
        _meta: { [REFUSAL]: { code: 'denied' } },
      });
      expect(JSON.stringify(said)).toContain('Refunds over 500 need a manager.');
      expect(billing.since().ran).toEqual([]);
    });

    it.each([
      ['null', { amount: null }, 0],
      ['a small text', { amount: '7' }, 7],
    ])('%s', async (_, args, is) => {
      await call(await withTool(amount), args);
      expect(billing.ran).toEqual(['open']);
      expect(got).toEqual([{ amount: is }]);
      expect(attr()).toMatchObject({ arguments: { amount: is } });
    });

    it('what the schema drops is neither asked about nor given', async () => {
      await call(await withTool(z.object({ id: z.string() })), { id: '7', amount: 1000 });
      expect(attr()).toMatchObject({ arguments: { id: '7' } });
      expect(got).toEqual([{ id: '7' }]);
    });

    it('a value that the schema adds is asked about', async () => {
      const schema = z
        .object({ cents: z.number() })
        .transform(({ cents }) => ({ amount: cents / 100 }));
      const said = await call(await withTool(schema), { cents: 100_000 });
      expect(said.result?.isError).toBe(true);
      expect(billing.ran).toEqual([]);
    });
  });

  it('are an empty object where the tool takes none', async () => {
    const wire = await withTool(undefined);
    await call(wire, { amount: 1000 });
    expect(attr()).toMatchObject({ arguments: {} });
    expect(billing.ran).toEqual(['open']);
  });

  it('never become what the server says of itself', async () => {
    const args = {
      ...{
        annotations: { destructiveHint: false },
        server: 'theirs',
        title: 'theirs',
        team: 'ours',
      },
      ...{ arguments: { amount: 1 }, kind: 'document', id: '1', attr: {}, policyVersion: 'other' },
    };
    await call(await withTool(z.looseObject({})), args);
    expect(attr()).toEqual({
      arguments: args,
      annotations: {
        ...{ title: '', readOnlyHint: false, destructiveHint: true },
        ...{ idempotentHint: false, openWorldHint: true },
      },
      title: '',
      server: 'billing',
    });
  });

  it.each([
    '{"__proto__": {"amount": 1}, "amount": 1000}',
    '{"amount": 1000, "__proto__": {"amount": 1}, "constructor": {"prototype": {}}}',
  ])('may have a member __proto__, which changes nothing: %s', async (json) => {
    const said = await call(await withTool(z.looseObject({})), parsed(json));
    const refusal = said.result?.isError ?? said.error;
    expect(refusal).toBeTruthy();
    expect(billing.ran).toEqual([]);
    expect(Object.hasOwn(Object.prototype, 'amount')).toBe(false);
  });

  it('do not inherit what only __proto__ says', async () => {
    await call(
      await withTool(z.looseObject({})),
      parsed('{"__proto__": {"amount": 1000}, "id": "7"}'),
    );
    // Either it is sent as a member, or it is refused; a policy never reads amount from it.
    const { arguments: sent } = (attr() ?? { arguments: {} }) as { arguments: object }; // as it is asked
    expect(Object.getPrototypeOf(sent)).toBe(Object.prototype);
    expect('amount' in sent).toBe(false);
    for (const args of got) expect(Reflect.get(Object(args), 'amount')).not.toBe(1000);
  });

  it('of one MiB are asked about, and larger ones are refused', async () => {
    const wire = await withTool(z.object({ note: z.string() }));
    const fits = await call(wire, { note: 'x'.repeat(1_048_576 - 20) });
    expect(fits.result?.isError).toBeUndefined();
    expect(billing.since().ran).toEqual(['open']);
    const large = await call(wire, { note: 'x'.repeat(1_048_577) });
    expect(large.result).toMatchObject({
      isError: true,
      _meta: { [REFUSAL]: { code: 'invalid_value', retryable: false } },
    });
    expect(billing.since().ran).toEqual([]);
    expect(JSON.stringify(large).length).toBeLessThan(2000);
  });

  it('of one MiB in another script fit, too', async () => {
    const wire = await withTool(z.object({ note: z.string() }));
    const { result } = await call(wire, { note: '文'.repeat(1_000_000) });
    expect(result?.isError).toBeUndefined();
  });

  it('that are too large do not show a hidden tool', async () => {
    const wire = await withTool(z.object({ note: z.string() }), 'secret');
    const note = { note: 'x'.repeat(1_048_577) };
    const hidden = await call(wire, note, 'secret');
    const missing = await call(wire, note, 'absent-secret');
    expect(JSON.stringify(hidden)).toBe(
      JSON.stringify(missing).replaceAll('absent-secret', 'secret'),
    );
  });

  it.each([100, 3000])(
    'may be nested %i deep: an answer comes, and nothing runs unasked',
    async (depth) => {
      const args = parsed(`{"deep": ${'['.repeat(depth)}1${']'.repeat(depth)}, "amount": 1000}`);
      const wire = await withTool(z.object({ deep: z.unknown(), amount: z.number() }));
      const said = await call(wire, args);
      expect(said.result?.isError ?? said.error).toBeTruthy();
      expect(billing.ran).toEqual([]);
    },
  );

  it('that are too deep do not show a hidden tool', async () => {
    const args = parsed(`{"deep": ${'['.repeat(3000)}1${']'.repeat(3000)}}`);
    const wire = await withTool(z.object({ deep: z.unknown() }), 'secret');
    const hidden = await call(wire, args, 'secret');
    const missing = await call(wire, args, 'absent-secret');
    expect(JSON.stringify(hidden)).toBe(
      JSON.stringify(missing).replaceAll('absent-secret', 'secret'),
    );
  });

  describe('that JSON does not have', () => {
    const made = (make: () => unknown) =>
      z.object({ id: z.string() }).transform((args) => ({ ...args, made: make() }));

    it.each<[string, () => unknown, unknown]>([
      ['a date', () => new Date(0), '1970-01-01T00:00:00.000Z'],
      ['a small bigint', () => 7n, 7],
    ])('are asked about in their form of JSON: %s', async (_, make, sent) => {
      await call(await withTool(made(make)), { id: '7' });
      expect(attr()).toMatchObject({ arguments: { id: '7', made: sent } });
      expect(billing.ran).toEqual(['open']);
    });

    it.each<[string, () => unknown]>([
      ['a map', () => new Map([['amount', 1000]])],
      ['a set', () => new Set([1])],
      ['a large bigint', () => 2n ** 64n],
      ['NaN', () => Number.NaN],
      ['a function', () => () => 1],
      ['an iterator', () => [1, 2][Symbol.iterator]()],
      [
        'a generator',
        () =>
          (function* () {
            yield 1;
          })(),
      ],
      ['a promise', () => Promise.resolve(1)],
      ['a stream', () => new ReadableStream()],
      [
        'a cycle',
        () => {
          const cycle: object[] = [];
          cycle.push(cycle);
          return cycle;
        },
      ],
      [
        'a class',
        () =>
          new (class Money {
            readonly amount = 1000;
          })(),
      ],
    ])('are refused: %s', async (_, make) => {
      const said = await call(await withTool(made(make)), { id: '7' });
      expect(said.result?.isError ?? said.error).toBeTruthy();
      expect(billing.ran).toEqual([]);
    });

    it('are refused where they are the whole', async () => {
      const values: (() => unknown)[] = [() => new Map(), () => [1].values(), () => () => 1];
      for (const make of values) {
        const schema = z.object({}).transform(make);
        const said = await call(await withTool(schema), {});
        expect(said.result?.isError ?? said.error).toBeTruthy();
      }
      expect(billing.ran).toEqual([]);
    });

    it('do not show a hidden tool', async () => {
      const wire = await withTool(
        made(() => new Map()),
        'secret',
      );
      const hidden = await call(wire, { id: '7' }, 'secret');
      const missing = await call(wire, { id: '7' }, 'absent-secret');
      expect(JSON.stringify(hidden)).toBe(
        JSON.stringify(missing).replaceAll('absent-secret', 'secret'),
      );
    });
  });

  it('whose schema throws run nothing, and do not show a hidden tool', async () => {
    const schema = z.object({}).transform(() => {
      throw new Error('a fault in the schema of the app');
    });
    const said = await call(await withTool(schema), {});
    expect(JSON.stringify(said)).toContain('a fault in the schema');
    const hidden = await call(await withTool(schema, 'secret'), {}, 'secret');
    const missing = await call(await withTool(schema, 'secret'), {}, 'absent');
    expect(JSON.stringify(hidden)).toBe(JSON.stringify(missing).replaceAll('absent', 'secret'));
    expect(billing.ran).toEqual([]);
  });
});

describe.each(ways)('the arguments of a prompt, on $name', ({ sdk, open }) => {
  let billing: Billing;
  beforeEach(() => {
    billing = new Billing(pdp().httpUrl);
  });
  it('are asked about as the prompt gets them', async () => {
    const got: unknown[] = [];
    const wire = await open(() => {
      const server = billing.guard(sdk.mcpServer());
      const topic = z.string().default('forbidden');
      server.registerPrompt(
        'open',
        { argsSchema: billing.shape(sdk, { topic }) },
        (args: object) => {
          got.push(args);
          return { messages: [] };
        },
      );
      return server;
    });
    for (const args of [{ topic: 'forbidden' }, {}, undefined]) {
      const { error } = await wire.ask('bob', 'prompts/get', {
        name: 'open',
        ...(args && { arguments: args }),
      });
      expect(error).toMatchObject({ code: -32602, data: { [REFUSAL]: { code: 'denied' } } });
    }
    expect(got).toEqual([]);
    await wire.ask('bob', 'prompts/get', { name: 'open', arguments: { topic: 'tea', extra: '1' } });
    expect(got).toEqual([{ topic: 'tea' }]);
    expect(billing.cerbos.attrOf('mcp_prompt', 'open')).toMatchObject({
      arguments: { topic: 'tea' },
      server: 'billing',
    });
  });
});

describe.each(newest)('a low-level tool, on $name', (sdk: Sdk) => {
  it('is asked about with what was sent, since that is what it gets', async () => {
    const billing = new Billing(pdp().httpUrl);
    const { open } = ways.find((way) => way.sdk === sdk) ?? {};
    if (open === undefined) throw new Error('Every version has a way.');
    const wire = await open(() => {
      const server = billing.guard(sdk.lowServer({ capabilities: { tools: {} } }));
      sdk.handle(server, 'tools/list', () => ({
        tools: [
          {
            name: 'open',
            inputSchema: { type: 'object' },
            annotations: { destructiveHint: false, title: 'Open' },
          },
        ],
      }));
      sdk.handle(server, 'tools/call', () => text(billing.run('open')));
      return server;
    });
    const call = (args: object) => wire.ask('bob', 'tools/call', { name: 'open', arguments: args });
    await call({ amount: 1000 });
    expect(billing.since().ran).toEqual([]);
    await call(parsed('{"__proto__": {"amount": 1}, "amount": 1000}'));
    expect(billing.since().ran).toEqual([]);
    await call({ amount: 1 });
    expect(billing.cerbos.attrOf('mcp_tool', 'open')).toMatchObject({
      arguments: { amount: 1 },
      annotations: { destructiveHint: false, title: 'Open', readOnlyHint: false },
    });
    expect(billing.since().ran).toEqual(['open']);
    await call(parsed(`{"deep": ${'['.repeat(20_000)}1${']'.repeat(20_000)}}`));
    expect(billing.since().ran).toEqual([]);
  });
});
