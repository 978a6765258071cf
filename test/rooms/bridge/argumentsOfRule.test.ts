import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argumentsOfRule } from '../../../src/bridge/guard/argumentsOfRule';

const list = ['acme', 'globex'];
const oneShots: Readonly<Record<string, () => object>> = {
  iterator: () => list[Symbol.iterator](),
  'iterator of a map': () => new Map([['a', 1]]).entries(),
  generator: () =>
    (function* () {
      yield* list;
    })(),
  'async generator': () =>
    (async function* () {
      yield* list;
    })(),
  'async iterable': () => ({ [Symbol.asyncIterator]: () => ({ next: async () => ({}) }) }),
  promise: () => Promise.resolve(list),
  thenable: () => ({ then: () => undefined }),
  stream: () => new ReadableStream(),
};
const steady: readonly unknown[] = [
  'acme',
  7n,
  -0,
  Number.NaN,
  null,
  undefined,
  true,
  new Date(0),
  new Date(Number.NaN),
  new Blob(['acme']),
  new File(['acme'], 'acme.txt'),
  new Uint8Array([1, 2]),
  new DataView(new ArrayBuffer(8)),
  new ArrayBuffer(8),
  new FormData(),
  new URLSearchParams('a=1&a=2'),
  () => undefined,
  // What React makes of what only the browser has: nothing of it can be read.
  new Proxy(() => undefined, {
    get: () => {
      throw new Error('opaque');
    },
  }),
  { next: 'page 2', then: 'a date', done: false },
];

/** Lists, objects, maps and sets around something. */
const nested = (inner: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'nested' },
      inner,
      fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
      fc.dictionary(fc.string(), tie('value'), { minKeys: 1, maxKeys: 3 }),
      tie('value').map((value) => new Map([[value, 'key']])),
      tie('value').map((value) => new Map([['value', value]])),
      tie('value').map((value) => new Set([value])),
    ),
  })).value;

describe('the arguments of a server action, before its rule reads them', () => {
  it('are what they were, where they read the same each time', () => {
    fc.assert(
      fc.property(fc.array(nested(fc.constantFrom(...steady))), (args) => {
        expect(argumentsOfRule(args)).toBe(args);
      }),
    );
  });

  it.each(Object.entries(oneShots))('are refused with one shot among them: %s', (_, make) => {
    fc.assert(
      fc.property(
        fc.array(nested(fc.constantFrom(...steady))),
        nested(fc.constant(undefined).map(make)),
        (before, last) => {
          expect(() => argumentsOfRule([...before, last])).toThrow(
            expect.objectContaining({
              code: 'invalid_value',
              path: expect.stringMatching(new RegExp(`^args\\[${before.length}\\]`)) as string,
            }),
          );
        },
      ),
    );
  });

  it.each([
    [{ items: [1, { next: list.values() }] }, 'args[0].items[1].next'],
    [[new Map([['a b', new ReadableStream()]])], 'args[0][0].get("a b")'],
    [new Set<unknown>([1, Promise.resolve()]), 'args[0].keys()[1]'],
    [new Map([[list.values(), 1]]), 'args[0].keys()[0]'],
  ])('are refused by the path of what is wrong: %#', (arg, path) => {
    expect(() => argumentsOfRule([arg])).toThrow(path);
  });

  it('may refer to themselves', () => {
    const loop: Record<string, unknown> = {};
    loop.loop = [loop, new Map([[loop, loop]])];
    expect(argumentsOfRule([loop, loop])).toEqual([loop, loop]);
  });

  it('may be deep, and share what would be endless if it were unfolded', () => {
    let deep: unknown = [];
    for (let level = 0; level < 100_000; level += 1) deep = level % 2 ? [deep, deep] : { deep };
    expect(argumentsOfRule([deep])).toEqual([deep].slice());
  });

  it('are refused where they hold more than a million values', () => {
    const rows = Array.from({ length: 1_001 }, () => Array.from({ length: 1_000 }, () => 1));
    expect(() => argumentsOfRule([rows])).toThrow(/more than 1000000 values/);
    expect(argumentsOfRule([rows.slice(2)])).toHaveLength(1);
  });
});

describe('a form in which a name stands more than once', () => {
  const formOf = (...entries: readonly (readonly [string, string | Blob])[]) => {
    const form = new FormData();
    for (const [name, value] of entries) form.append(name, value);
    return form;
  };
  /** The form as the rule is given it. */
  const read = (form: FormData) => argumentsOfRule([form])[0] as FormData;
  const twice = () => formOf(['id', 'acme'], ['id', 'globex'], ['title', 'New'], ['tag', 'a']);
  const told = expect.objectContaining({ code: 'invalid_value' });

  it.each<[string, (form: FormData) => unknown]>([
    ['get', (form) => form.get('id')],
    ['Object.fromEntries', (form) => Object.fromEntries(form)],
    ['a loop', (form) => [...form]],
    ['entries', (form) => form.entries()],
    ['values', (form) => form.values()],
    ['forEach', (form) => form.forEach(() => undefined)],
  ])('is not read where one way reads the first, and another the last: %s', (_, how) => {
    expect(() => how(read(twice()))).toThrow(told);
  });

  it('is read by all other names, and by all values of a name', () => {
    const form = read(twice());
    expect(form).toBeInstanceOf(FormData);
    expect(form.get('title')).toBe('New');
    expect(form.get('none')).toBeNull();
    expect(form.getAll('id')).toEqual(['acme', 'globex']);
    expect(form.has('id')).toBe(true);
    expect([...form.keys()]).toEqual(['id', 'id', 'title', 'tag']);
  });

  it('is read in any way where it says the same each time', () => {
    const same = formOf(['id', 'acme'], ['id', 'acme']);
    expect(read(same)).toBe(same);
  });

  it('is not read where it is not an argument itself', () => {
    expect(() => argumentsOfRule([{ form: twice() }])).toThrow('args[0].form');
    expect(argumentsOfRule([{ form: formOf(['id', 'acme']) }])).toHaveLength(1);
  });

  it('keeps its files', () => {
    const file = new File(['text'], 'a.txt');
    const form = read(formOf(['file', file], ['id', '1'], ['id', '2']));
    expect(form.get('file')).toBe(file);
  });

  it('has one reading by a rule, whatever stands in it', () => {
    const names = fc.constantFrom('id', 'tag', 'title');
    const entries = fc.array(fc.tuple(names, fc.constantFrom('a', 'b')));
    fc.assert(
      fc.property(entries, names, (rows, name) => {
        const form = formOf(...rows);
        const values = new Set(form.getAll(name));
        const ask = () => read(form).get(name);
        if (values.size > 1) expect(ask).toThrow(told);
        else expect(ask()).toBe(Object.fromEntries(form)[name] ?? null);
      }),
    );
  });
});
