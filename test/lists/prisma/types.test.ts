import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UntranslatablePlanError } from '../../../src';
import { readPlanAnswer } from '../../../src/ask/pdp/readPlanAnswer';
import type { Plan } from '../../../src/ask/types/Plan';
import { isRecord } from '../../../src/base/value';
import { ABSENT } from '../../../src/identify/Principal';
import { columns, list, one, rows as many } from '../../../src/prisma';
import { prove } from '../prove';
import { allowing, leafRules } from '../rules';
import type { ThingStore } from '../stores';
import { generateClient } from './prismaStore';

const uuid = (digit: string) => `00000000-0000-4000-8000-00000000000${digit}`;

/** Each type of a field that is translated, with values of its own and of other types. */
const translated = [
  ...['== "low"', '!= "low"', 'in ["low", "nope", null]', '== "nope"', '== 1', '== null'].map(
    (rest) => `R.attr.level ${rest}`,
  ),
  ...[`== "${uuid('a')}"`, `== "${uuid('A')}"`, '== "none"', `!= "${uuid('b')}"`].map(
    (rest) => `R.attr.ref ${rest}`,
  ),
  ...['== "x"', '== "x "', '== "X"', '!= "x"', '== "\\u0000"', '== 5'].map(
    (rest) => `R.attr.name ${rest}`,
  ),
  'R.attr.name.startsWith("x")',
  'R.attr.name.contains("X")',
  ...['== 5', '== 5.5', '== "5"', '== true', '!= 5', '< 5.5', '<= 5', '> -1.5', '> 5000000000'].map(
    (rest) => `R.attr.int ${rest}`,
  ),
  'R.attr.int in [5, "5", null, 99999999999]',
  ...['== 0.1', '< 0.1', '>= -1.5', '!= 0', '== -0.0', '< "a"'].map(
    (rest) => `R.attr.float ${rest}`,
  ),
  ...['== -2147483648', '<= -2147483648', '> -2147483648', 'in [-2147483648, 5]'].map(
    (rest) => `R.attr.int ${rest}`,
  ),
  ...['< -2147483648', '>= 2147483647', '> 2147483647.5'].map((rest) => `R.attr.int ${rest}`),
  'R.attr.kids.all(k, k.n > -2147483648)',
  'R.attr.kids.all(k, k.ok)',
  'R.attr.kids.all(k, P.attr.level > 100)',
  'R.attr.kids.exists(k, P.attr.level > 1)',
  'R.attr.kids.all(k, k.every != k.some)',
  'R.attr.kids.exists(k, k.some == "x" && k.every in ["x", "y", null])',
  'R.attr.int < R.attr.int',
  'R.attr.float == R.attr.float',
  'timestamp(R.attr.at) < timestamp("2026-03-01T00:00:00.001Z")',
  'timestamp(R.attr.at) == timestamp("2026-03-01T01:00:00+01:00")',
  'R.attr.at == "2026-03-01T00:00:00.000Z"',
  'R.attr.at == "2026-03-01T00:00:00Z"',
  '"x" in R.attr.tags',
  'R.attr.tags.exists(t, t == "x")',
  'R.attr.tags.all(t, t != "x")',
  'hasIntersection(R.attr.tags, ["x", "y"])',
  `"${uuid('a')}" in R.attr.refs`,
  `"${uuid('A')}" in R.attr.refs`,
  '"2026-03-01T00:00:00.001Z" in R.attr.times',
  // A cast to the type of the field would cut it off.
  'R.attr.name == "xxxxxxxxxxxxxxxxxxxxx"',
  '5 in R.attr.numbers',
  '"5" in R.attr.numbers',
  ...['== "x"', '!= "x"', '== null'].map((rest) => `R.attr.parent.name ${rest}`),
  'R.attr.parent == null',
  'R.attr.must.name == "x"',
  'R.attr.must != null',
  ...['== "1"', '== "01"', '!= "2"', 'in ["1", "x", null]', '== P.id'].map(
    (rest) => `R.id ${rest}`,
  ),
  'R.attr.name in P.attr.byTeam && P.attr.byTeam[R.attr.name] == "admin"',
];

/** What the database compares in another way than policies, or what Prisma can't say. */
const refused = [
  'R.attr.renamed == "eins"',
  'R.attr.code == "x"',
  'R.attr.big == 5',
  'R.attr.exact == "5"',
  'timestamp(R.attr.fine) < timestamp("2026-03-01T00:00:00Z")',
  'R.attr.data == null',
  'null in R.attr.tags',
  'R.attr.tags.all(t, t != null)',
  // The same for every item of a list, but not for an empty list.
  'R.attr.tags.all(t, P.attr.level > 100)',
  'R.attr.tags.all(t, "o9" in P.attr.orgs)',
  'R.attr.tags.exists(t, P.attr.level > 1)',
  'R.attr.tags.all(t, false)',
  '"low" in R.attr.levels',
  'R.attr.word != "straße"',
  'size(R.attr.tags) > 1',
  'R.attr.name < "b"',
  'R.attr.name.contains("%")',
  'R.id < "2"',
  'R.id.startsWith("1")',
];

const TABLES = `
  create type "Level" as enum ('low', 'high');
  create type "Word" as enum ('straße', 'plain');
  create type "Renamed" as enum ('eins', 'two');
  create table holders (id integer primary key, name text);
  create table rows (id integer primary key, level "Level", renamed "Renamed", ref uuid not null,
    name varchar(20) not null, code char(3) not null, int integer, big bigint, float double precision,
    exact numeric, at timestamp(3), fine timestamptz(6), data jsonb, tags text[], numbers integer[],
    levels "Level"[], word "Word", refs uuid[], times timestamp(3)[], holder integer, "mustId" integer not null references holders);
  create table kids (id integer primary key, "rowId" integer not null references rows, "some" text,
    every text, n integer, ok boolean);
`;

const rows = [
  { level: 'low', name: 'x', int: 5, float: 0.1, tags: ['x'], numbers: [5], holder: 1 },
  { level: 'high', name: 'X', int: -2_147_483_648, float: -0, tags: [], numbers: [], holder: 2 },
  { name: 'x ', int: 2_147_483_647, float: -1.5, tags: ['y', 'X'], numbers: [6], holder: 3 },
  { name: '', at: new Date('2026-03-01T00:00:00.000Z'), tags: ['', 'null'], int: -2 },
  { name: 't1', at: new Date('2026-03-01T00:00:00.001Z'), int: 0, float: 1e300, holder: 1 },
  // The row that it leads to is gone.
  { name: 'y', word: 'straße', holder: 99, refs: [uuid('a')] },
  { level: 'low', name: 'xx', int: 6, renamed: 'one', big: 5n, exact: '5', data: { a: 1 } },
].map((row, index) => ({
  ...row,
  id: index + 1,
  ref: uuid('abcdef0'.charAt(index)),
  code: 'x',
  mustId: 1 + (index % 3),
}));

const kids = [
  { id: 1, rowId: 1, some: 'x', every: 'y', n: 1, ok: true },
  { id: 2, rowId: 1, every: 'x' },
  { id: 3, rowId: 2, some: 'x', every: 'x', n: -2_147_483_648, ok: false },
  { id: 4, rowId: 4, n: 2, ok: true },
];

interface Client {
  readonly $extends: (extension: object) => object;
  readonly kid: {
    readonly createMany: (query: { data: readonly object[] }) => Promise<unknown>;
  };
  readonly holder: {
    readonly createMany: (query: { data: readonly object[] }) => Promise<unknown>;
  };
  readonly row: {
    readonly createMany: (query: { data: readonly object[] }) => Promise<unknown>;
    readonly findMany: (query: object) => Promise<{ readonly id: number }[]>;
    readonly count: (query: object) => Promise<number>;
  };
  readonly $disconnect: () => Promise<void>;
}

/** Everything in a `where`: Prisma takes `undefined` for no condition at all. */
function membersOf(value: unknown): unknown[] {
  // A field that another one is compared with has members of its own.
  if (!Array.isArray(value) && !isRecord(value)) return [value];
  return [value, ...Object.values(value).flatMap(membersOf)];
}

let pg: PGlite;
let prisma: Client;
let store: ThingStore<object>;
beforeAll(async () => {
  const PrismaClient = await generateClient('types');
  pg = await PGlite.create();
  await pg.exec(TABLES);
  // It is the client of that schema.
  prisma = new PrismaClient({ adapter: new PrismaPGlite(pg) }) as Client;
  const holders = ['x', null, ''].map((name, index) => ({ id: index + 1, name }));
  await prisma.holder.createMany({ data: holders });
  await prisma.row.createMany({ data: rows });
  await prisma.kid.createMany({ data: kids });
  // What Prisma itself does not write: no list at all.
  await pg.exec('update rows set tags = null, numbers = null where id = 5');
  const attributes = {
    ...Object.fromEntries(
      'level renamed ref name code int big float exact at fine data word'
        .split(' ')
        .map((name) => [name, name]),
    ),
    tags: list('tags'),
    numbers: list('numbers'),
    parent: one('parent', { name: 'name' }),
    must: one('must', { name: 'name' }),
    levels: list('levels'),
    refs: list('refs'),
    times: list('times'),
    kids: many('kids', { some: 'some', every: 'every', n: 'n', ok: 'ok' }),
  };
  // The types of the client are not there before it is generated. An extended one has the same.
  const mapping = columns('thing', prisma.$extends({}), 'Row' as never, attributes as never);
  store = {
    name: 'Prisma',
    mapping,
    loader: mapping.loader(),
    async rows(where) {
      expect(membersOf(where)).not.toContain(undefined);
      const within = { AND: [where, { id: { gt: 0 } }] };
      const found = await prisma.row.findMany({ where: within, select: { id: true } });
      expect(await prisma.row.count({ where: within })).toBe(found.length);
      // An app may ask for the rows that are hidden: no NULL may be in neither of the two.
      const hidden = await prisma.row.count({ where: { NOT: where } });
      expect(found.length + hidden).toBe(await prisma.row.count({}));
      return found;
    },
  };
});
afterAll(async () => {
  await prisma.$disconnect();
  await pg.close();
});

describe('a list of Prisma, with each type of a field', () => {
  it('has the rows that checks allow', async () => {
    const [proof] = await prove(leafRules(translated), [store]);
    expect(proof).toMatchObject({ wider: [], narrower: [] });
    expect([...(proof?.refused.keys() ?? [])]).toEqual([]);
    expect(proof?.decisions).toBe(2 * 4 * translated.length * rows.length);
  });

  it('is refused where a query would not say the same', async () => {
    const rules = refused.map(allowing);
    const [proof] = await prove(rules, [store]);
    expect([...(proof?.refused.keys() ?? [])]).toEqual(rules);
  });
});

describe('a list of Prisma of which nothing, or all, is allowed', () => {
  const whereOf = (kind: string) => {
    const principal = { id: 'u1', roles: ['user'], attr: ABSENT };
    const plan = readPlanAnswer({ requestId: '1', kind }, { principal, resourceKind: 'thing' });
    return store.mapping.where(plan);
  };
  const own = { id: { lte: 3 } };
  it.each([
    ['alone', (where: object) => where, 0, rows.length],
    ['in AND', (where: object) => ({ AND: [where] }), 0, rows.length],
    ['in AND, beside a condition of the app', (where: object) => ({ AND: [where, own] }), 0, 3],
    ['behind it', (where: object) => ({ AND: [own, where] }), 0, 3],
    ['in AND of AND', (where: object) => ({ AND: [{ AND: [where, own] }, own] }), 0, 3],
    ['as AND', (where: object) => ({ AND: where, ...own }), 0, 3],
    ['spread beside others', (where: object) => ({ ...where, ...own, OR: [own] }), 0, 3],
    ['in OR', (where: object) => ({ OR: [where, own] }), 3, rows.length],
    ['under NOT', (where: object) => ({ NOT: where }), rows.length, 0],
    ['under NOT, in AND', (where: object) => ({ AND: [{ NOT: where }, own] }), 3, 0],
  ])('is that %s', async (_, form, ofNothing, ofAll) => {
    const count = (kind: string) => prisma.row.count({ where: form(whereOf(kind)) });
    expect(await count('KIND_ALWAYS_DENIED')).toBe(ofNothing);
    expect(await count('KIND_ALWAYS_ALLOWED')).toBe(ofAll);
  });
});

describe('a row that no check can read', () => {
  const held = ['float', 'at'].flatMap((name) =>
    ['ne', 'eq'].map((operator) => [name, operator] as const),
  );
  beforeAll(async () => {
    await pg.exec(`insert into rows (id, ref, name, code, "mustId", float, at)
      values (100, '${uuid('f')}', 'nan', 'x', 1, 'NaN', 'infinity')`);
  });
  afterAll(() => pg.exec('delete from rows where id = 100'));

  it.each(held)('is in no list that compares its %s by %s', async (name, operator) => {
    const attribute = { name: `request.resource.attr.${name}` };
    for (const other of [attribute, { value: 5 }, { value: '2026-03-01T00:00:00.000Z' }]) {
      const expression = { operator, operands: [attribute, other] };
      const answer = { requestId: '1', kind: 'KIND_CONDITIONAL', condition: expression };
      const principal = { id: 'u1', roles: ['user'], attr: ABSENT };
      const plan = readPlanAnswer(answer, { principal, resourceKind: 'thing' });
      const where = whereOf(plan);
      if (where === undefined) continue;
      expect((await store.rows(where)).map(({ id }) => String(id))).not.toContain('100');
    }
  });

  /** `undefined` for a plan that is refused. */
  function whereOf(plan: Plan): object | undefined {
    try {
      return store.mapping.where(plan);
    } catch (error) {
      expect(error).toBeInstanceOf(UntranslatablePlanError);
      return undefined;
    }
  }
});

describe('the loader of Prisma', () => {
  it('finds rows by ids of numbers, and none for ids that no row can have', async () => {
    const ids = ['1', '6', '01', '1.0', ' 1', '', 'x', '99999999999', '1\0', "1' or true --"];
    const loaded = await store.loader.loadMany(ids, {} as never);
    expect([...loaded.keys()]).toEqual(['1', '6']);
  });

  it('says null for what is NULL, the empty list for no list, and text for moments', async () => {
    const loaded = await store.loader.loadMany(['4', '5'], {} as never);
    expect(loaded.get('4')?.attr).toMatchObject({ level: null, int: -2, parent: null });
    expect(loaded.get('4')?.attr).toMatchObject({ at: new Date('2026-03-01T00:00:00.000Z') });
    expect(loaded.get('5')?.attr).toMatchObject({ tags: [], numbers: [], parent: { name: 'x' } });
  });
});
