import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { columns, list, one, rows } from '../../../src/prisma';
import { randomThings } from '../things';
import type { ThingStore } from '../stores';

const run = promisify(execFile);

type Constructor = new (options: object) => unknown;

/** Generates the client of a schema beside this file. It needs no engine, but would download one. */
export async function generateClient(name: 'schema' | 'types'): Promise<Constructor> {
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');
  const schema = fileURLToPath(new URL(`${name}.prisma`, import.meta.url));
  await run(process.execPath, [cli, 'generate', '--schema', schema], {
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  });
  const path = new URL(`generated/${name}/client.ts`, import.meta.url).href;
  // It is a generated module, which has this member.
  const { PrismaClient } = (await import(path)) as { PrismaClient: Constructor };
  return PrismaClient;
}

interface Table {
  readonly createMany: (query: { data: readonly object[] }) => Promise<unknown>;
  readonly findMany: (query: object) => Promise<{ readonly id: string }[]>;
}

/** What is used of the generated client, which exists only once the test runs. */
interface ThingClient {
  readonly thing: Table;
  readonly tag: Table;
  readonly item: Table;
  readonly parent: Table;
  readonly inner: Table;
  readonly $disconnect: () => Promise<void>;
}

const TABLES = `
  create table things (id text primary key, owner_id text not null, a text, b text,
    n double precision, m double precision, pub boolean, arch boolean not null,
    at timestamptz(3), labels text[]);
  create table tags (key serial primary key, thing text not null, name text);
  create table items (key serial primary key, thing text not null, name text, n double precision, ok boolean);
  create table parents (thing text primary key, name text, n double precision, ok boolean);
  create table inners (thing text primary key, name text, n double precision, ok boolean);
`;

/** PostgreSQL full of random things, as Prisma lists and loads them. */
export async function openPrismaStore(
  count: number,
  seed: number,
): Promise<{ readonly store: ThingStore<object>; readonly close: () => Promise<void> }> {
  const PrismaClient = await generateClient('schema');
  const pg = await PGlite.create();
  await pg.exec(TABLES);
  // It is the client of that schema.
  const prisma = new PrismaClient({ adapter: new PrismaPGlite(pg) }) as ThingClient;
  const things = randomThings(count, seed, true);
  await prisma.thing.createMany({
    data: things.map(({ tags: _tags, items: _items, parent: _parent, ...thing }) => thing),
  });
  const of = (owned: (thing: (typeof things)[number]) => readonly object[]) =>
    things.flatMap((thing) => owned(thing).map((row) => ({ owner: thing.id, ...row })));
  await prisma.tag.createMany({ data: of(({ tags }) => tags.map((name) => ({ name }))) });
  await prisma.item.createMany({ data: of(({ items }) => items) });
  await prisma.parent.createMany({
    data: of(({ parent }) => {
      if (parent === undefined) return [];
      const { inner: _inner, ...row } = parent;
      return [row];
    }),
  });
  await prisma.inner.createMany({
    data: of(({ parent }) => (parent?.inner === undefined ? [] : [parent.inner])),
  });
  // The types of the client are not there before it is generated.
  const mapping = columns('thing', prisma, 'Thing' as never, thingColumns as never);
  return {
    store: {
      name: 'Prisma on PostgreSQL',
      mapping,
      loader: mapping.loader(),
      rows: (where) => prisma.thing.findMany({ where: { AND: [where] }, select: { id: true } }),
    },
    async close() {
      await prisma.$disconnect();
      await pg.close();
    },
  };
}

const item = { name: 'name', n: 'n', ok: 'ok' } as const;
const thingColumns = {
  ownerId: 'ownerId',
  a: 'a',
  b: 'b',
  n: 'n',
  m: 'm',
  pub: 'pub',
  arch: 'arch',
  at: 'at',
  labels: list('labels'),
  tags: rows('tags', 'name'),
  items: rows('items', item),
  parent: one('parent', { ...item, inner: one('inner', { name: 'name' }) }),
};
