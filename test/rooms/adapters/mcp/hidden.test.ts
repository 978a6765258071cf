import { beforeEach, describe, expect, it } from 'vitest';
import { usePdp } from '../../../setup/pdp';
import { Billing } from './billing';
import { type Said, type Wire, ways } from './wires';

const pdp = usePdp();

describe.each(ways)('what a caller may not see, on $name', ({ sdk, open }) => {
  let billing: Billing;
  let wire: Wire;
  beforeEach(async () => {
    billing = new Billing(pdp().httpUrl);
    wire = await open(() => billing.server(sdk));
  });

  /** Asks about a hidden name and a missing one, and returns both with the name written as NAME. */
  async function both(
    method: string,
    params: (name: string) => object,
    names = ['secret', 'absent'],
  ) {
    const answers: { bytes: string; calls: number; ran: readonly string[] }[] = [];
    for (const name of names) {
      billing.since();
      const said = await wire.ask('bob', method, params(name));
      const { calls, ran } = billing.since();
      answers.push({ bytes: JSON.stringify(said).replaceAll(name, 'NAME'), calls, ran });
    }
    const [hidden, missing] = answers;
    return { hidden, missing };
  }

  /** A server that nothing guards says what a missing name is answered with. */
  async function unguarded(method: string, params: object): Promise<Said> {
    const bare = await open(() => {
      const server = sdk.mcpServer();
      billing.fill(sdk, server);
      return server;
    });
    return bare.ask('bob', method, params);
  }

  const tools: readonly [string, object | undefined][] = [
    ['the right arguments', { id: '7' }],
    ['wrong arguments', { id: 7, amount: 'many' }],
    ['no arguments', undefined],
    ['empty arguments', {}],
    ['arguments that the policy denies', { id: '7', amount: 1000 }],
    ['arguments of other names', { __proto__x: 1, server: 'x', annotations: {} }],
  ];
  it.each(tools)('a hidden tool, called with %s, is a missing one', async (_, args) => {
    const params = (name: string) => ({ name, ...(args && { arguments: args }) });
    const { hidden, missing } = await both('tools/call', params);
    expect(hidden).toEqual(missing);
    expect(hidden?.ran).toEqual([]);
    const said = await unguarded('tools/call', params('absent'));
    expect(hidden?.bytes).toBe(JSON.stringify(said).replaceAll('absent', 'NAME'));
  });

  it('a hidden tool without a schema is a missing one', async () => {
    const names = ['bare-secret', 'bare-absent'];
    const { hidden, missing } = await both('tools/call', (name) => ({ name }), names);
    expect(hidden).toEqual(missing);
    expect(hidden?.ran).toEqual([]);
  });

  it.each([
    ['the right arguments', { topic: 'tea' }],
    ['wrong arguments', { other: 'x' }],
    ['no arguments', undefined],
  ])('a hidden prompt, got with %s, is a missing one', async (_, args) => {
    const params = (name: string) => ({ name, ...(args && { arguments: args }) });
    const { hidden, missing } = await both('prompts/get', params);
    expect(hidden).toEqual(missing);
    expect(hidden?.ran).toEqual([]);
    const said = await unguarded('prompts/get', params('absent'));
    expect(hidden?.bytes).toBe(JSON.stringify(said).replaceAll('absent', 'NAME'));
  });

  it('a hidden prompt without arguments is a missing one', async () => {
    const names = ['plain-secret', 'plain-absent'];
    const { hidden, missing } = await both('prompts/get', (name) => ({ name }), names);
    expect(hidden).toEqual(missing);
    expect(hidden?.ran).toEqual([]);
  });

  it.each([
    'conf://NAME/it',
    'tpl://NAME/7',
    'CONF://NAME/it',
    'conf://NAME/it?x#y',
    'conf://NAME/%69t',
  ])('a hidden resource %s is a missing one', async (uri) => {
    const params = (name: string) => ({ uri: uri.replace('NAME', name) });
    const { hidden, missing } = await both('resources/read', params);
    expect(hidden).toEqual(missing);
    expect(hidden?.ran).toEqual([]);
    const said = await unguarded('resources/read', params('absent'));
    expect(hidden?.bytes).toBe(JSON.stringify(said).replaceAll('absent', 'NAME'));
  });

  it.each(['topic', 'none'])(
    'the completion of a hidden prompt is one of a missing prompt',
    async (name) => {
      const params = (prompt: string) => ({
        ref: { type: 'ref/prompt', name: prompt },
        argument: { name, value: '' },
      });
      const { hidden, missing } = await both('completion/complete', params);
      expect(hidden).toEqual(missing);
      expect(hidden?.ran).toEqual([]);
      const said = await unguarded('completion/complete', params('absent'));
      expect(hidden?.bytes).toBe(JSON.stringify(said).replaceAll('absent', 'NAME'));
    },
  );

  it.each(['tpl://NAME/{item}', 'conf://NAME/it'])(
    'the completion of the hidden %s is one of a missing template',
    async (uri) => {
      const params = (name: string) => ({
        ref: { type: 'ref/resource', uri: uri.replace('NAME', name) },
        argument: { name: 'item', value: '' },
      });
      const { hidden, missing } = await both('completion/complete', params);
      expect(hidden).toEqual(missing);
      expect(hidden?.ran).toEqual([]);
      const said = await unguarded('completion/complete', params('absent'));
      expect(hidden?.bytes).toBe(JSON.stringify(said).replaceAll('absent', 'NAME'));
    },
  );

  it('is on no list', async () => {
    for (const method of [
      'tools/list',
      'prompts/list',
      'resources/list',
      'resources/templates/list',
    ]) {
      const bytes = JSON.stringify(await wire.ask('bob', method));
      expect(bytes).toContain('open');
      expect(bytes).toContain('locked');
      expect(bytes).not.toContain('secret');
      expect(JSON.stringify(await wire.ask('ada', method))).toContain('secret');
    }
  });

  it('is seen and used by a caller who may', async () => {
    const use = [
      ['tools/call', { name: 'secret', arguments: { id: '7' } }],
      ['prompts/get', { name: 'secret', arguments: { topic: 'tea' } }],
      ['resources/read', { uri: 'conf://secret/it' }],
      ['resources/read', { uri: 'tpl://secret/7' }],
    ] as const;
    for (const [method, params] of use) {
      const { result } = await wire.ask('ada', method, params);
      expect(result).toBeDefined();
      expect(result?.isError).toBeUndefined();
    }
    expect(billing.since().ran).toEqual(['secret', 'secret', 'conf://secret/it', 'tpl://secret/7']);
  });
});
