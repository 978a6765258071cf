import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlanAnswer } from '../../../src/ask/pdp/readPlanAnswer';
import { ABSENT } from '../../../src/identify/Principal';
import { columns, list, one } from '../../../src/prisma';
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
  'R.attr.int < R.attr.int',
  'timestamp(R.attr.at) < timestamp("2026-03-01T00:00:00.001Z")',
  'timestamp(R.attr.at) == timestamp("2026-03-01T01:00:00+01:00")',
  'R.attr.at == "2026-03-01T00:00:00.000Z"',
  'R.attr.at == "2026-03-01T00:00:00Z"',
  '"x" in R.attr.tags',
  'R.attr.tags.exists(t, t == "x")',
  'R.attr.tags.all(t, t != "x")',
  'hasIntersection(R.attr.tags, ["x", "y"])',
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
  'size(R.attr.tags) > 1',
  'R.attr.name < "b"',
  'R.attr.name.contains("%")',
  'R.id < "2"',
  'R.id.startsWith("1")',
];

const TABLES = `
  create type "Level" as enum ('low', 'high');
  create type "Renamed" as enum ('eins', 'two');
  create table holders (id integer primary key, name text);
  create table rows (id integer primary key, level "Level", renamed "Renamed", ref uuid not null,
    name varchar(20) not null, code char(3) not null, int integer, big bigint, float double precision,
    exact numeric, at timestamp(3), fine timestamptz(6), data jsonb, tags text[], numbers integer[],
    holder integer references holders, "mustId" integer not null references holders);
`;

const rows = [
  { level: 'low', name: 'x', int: 5, float: 0.1, tags: ['x'], numbers: [5], holder: 1 },
  { level: 'high', name: 'X', int: -2, float: -0, tags: [], numbers: [], holder: 2 },
  { name: 'x ', int: 2_147_483_647, float: -1.5, tags: ['y', 'X'], numbers: [6], holder: 3 },
  { name: '', at: new Date('2026-03-01T00:00:00.000Z'), tags: ['', 'null'] },
  { name: 't1', at: new Date('2026-03-01T00:00:00.001Z'), int: 0, float: 1e300, holder: 1 },
  { level: 'low', name: 'xx', int: 6, renamed: 'one', big: 5n, exact: '5', data: { a: 1 } },
].map((row, index) => ({
  ...row,
  id: index + 1,
  ref: uuid(String.fromCharCode(97 + index)),
  code: 'x',
  mustId: 1 + (index % 3),
}));

interface Client {
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
  // What Prisma itself does not write: no list at all.
  await pg.exec('update rows set tags = null, numbers = null where id = 5');
  const attributes = {
    ...Object.fromEntries(
      'level renamed ref name code int big float exact at fine data'
        .split(' ')
        .map((name) => [name, name]),
    ),
    tags: list('tags'),
    numbers: list('numbers'),
    parent: one('parent', { name: 'name' }),
    must: one('must', { name: 'name' }),
  };
  // The types of the client are not there before it is generated.
  const mapping = columns('thing', prisma, 'Row' as never, attributes as never);
  store = {
    name: 'Prisma',
    mapping,
    loader: mapping.loader(),
    rows: (where) => prisma.row.findMany({ where: { AND: [where] }, select: { id: true } }),
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

it('a plan that allows nothing, or all, does so beside any other condition, too', async () => {
  const planned = (kind: string) =>
    store.mapping.where(
      readPlanAnswer(
        { requestId: '1', kind },
        { principal: { id: 'u1', roles: ['user'], attr: ABSENT }, resourceKind: 'thing' },
      ),
    );
  const [none, every] = [planned('KIND_ALWAYS_DENIED'), planned('KIND_ALWAYS_ALLOWED')];
  for (const where of [none, { AND: [none] }, { AND: [none, { id: 1 }] }, { OR: [none] }]) {
    expect(await prisma.row.count({ where })).toBe(0);
  }
  for (const where of [every, { AND: [every] }, { OR: [every] }]) {
    expect(await prisma.row.count({ where })).toBe(rows.length);
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
    expect(loaded.get('4')?.attr).toMatchObject({ level: null, int: null, parent: null });
    expect(loaded.get('4')?.attr).toMatchObject({ at: new Date('2026-03-01T00:00:00.000Z') });
    expect(loaded.get('5')?.attr).toMatchObject({ tags: [], numbers: [], parent: { name: 'x' } });
  });
});
