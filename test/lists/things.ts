import fc from 'fast-check';

/** One row, with what belongs to it in other tables. */
export interface Thing {
  readonly id: string;
  readonly ownerId: string;
  readonly a: string | null;
  readonly b: string | null;
  readonly n: number | null;
  readonly m: number | null;
  readonly pub: boolean | null;
  readonly arch: boolean;
  readonly at: Date | null;
  readonly labels: readonly string[];
  readonly tags: readonly (string | null)[];
  readonly items: readonly Item[];
  readonly parent: (Item & { readonly inner: Item | undefined }) | undefined;
}

/** A child row, or a parent. */
export interface Item {
  readonly name: string | null;
  readonly n: number | null;
  readonly ok: boolean | null;
}

// What databases confuse: case, spaces, accents in two spellings, wildcards, numbers as text, and
// what is of another order in UTF-16 than in code points.
const hostile = [
  ...['x', 'X', 'y', '', 'xy', 'xX', 'x ', ' x', 'x%', '%', '_', 'a_b', '\\', 'x\\', "'"],
  ...['é', 'e\u0301', '🚀', '～', 'a', 'B', 'b', 'ß', '5', '5.0', '1', 'true', 'null'],
  ...['u1', 'o1', 'o2', 't1', 't2', 'p1', 'Ada', 'thing_3'],
];
const texts = fc.oneof(
  // Often the values that conditions name.
  { weight: 2, arbitrary: fc.constantFrom('x', 'y', 'o1', 'u1', 't1') },
  { weight: 3, arbitrary: fc.constantFrom(...hostile) },
);
const numbers = fc.constantFrom(0, 1, 2, 3, 5, 5.5, -1, -2.25, 1e15);
const instants = fc
  .constantFrom(
    ...['2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.500Z', '2026-02-28T23:59:59.999Z'],
    ...['2026-03-01T00:00:00.001Z', '1969-07-20T20:17:40.000Z', '2999-01-01T00:00:00.000Z'],
  )
  .map((text) => new Date(text));

/** Random rows: with many NULLs, or with none at all. */
export function randomThings(count: number, seed: number, nulls: boolean): Thing[] {
  const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
    nulls ? fc.option(values, { freq: 3 }) : values;
  const items: fc.Arbitrary<Item> = fc.record(
    { name: maybe(texts), n: maybe(numbers), ok: maybe(fc.boolean()) },
    // Drizzle asks every row for its constructor.
    { noNullPrototype: true },
  );
  const parents = fc
    .tuple(items, fc.option(items, { nil: undefined, freq: 3 }))
    .map(([parent, inner]) => ({ ...parent, inner }));
  const things: fc.Arbitrary<Omit<Thing, 'id'>> = fc.record({
    ownerId: fc.constantFrom('u1', 'u2', 'o1'),
    a: maybe(texts),
    b: maybe(texts),
    n: maybe(numbers),
    m: maybe(numbers),
    pub: maybe(fc.boolean()),
    arch: fc.boolean(),
    at: maybe(instants),
    labels: fc.uniqueArray(texts, { maxLength: 3 }),
    tags: fc.uniqueArray(maybe(texts), { maxLength: 3 }),
    items: fc.array(items, { maxLength: 3 }),
    parent: fc.option(parents, { nil: undefined, freq: 3 }),
  });
  return fc
    .sample(things, { numRuns: count, seed })
    .map((thing, index) => ({ id: `thing_${index}`, ...thing }));
}
