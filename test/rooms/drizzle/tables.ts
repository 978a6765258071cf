import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { alias as pgAlias } from 'drizzle-orm/pg-core';
import * as pg from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { eq } from 'drizzle-orm';
import { drizzle as drizzleSqlJs } from 'drizzle-orm/sql-js';
import * as lite from 'drizzle-orm/sqlite-core';
import initSqlJs from 'sql.js';
import { columns, list, one, rows, value } from '../../../src/drizzle';

// One table in each database, of columns that NULL may be in, and of what belongs to a row.

const pgFolders = pg.pgTable('folders', {
  id: pg.text('id').primaryKey(),
  name: pg.text('name'),
  level: pg.integer('level').notNull(),
});
const pgDocs = pg.pgTable('docs', {
  id: pg.text('id').primaryKey(),
  a: pg.text('a'),
  b: pg.text('b'),
  n: pg.integer('n'),
  x: pg.doublePrecision('x'),
  pub: pg.boolean('pub'),
  at: pg.timestamp('at', { withTimezone: true }),
  folderId: pg.text('folder_id'),
  tags: pg.text('tags').array(),
  labels: pg.jsonb('labels'),
});
const pgShares = pg.pgTable('shares', {
  docId: pg.text('doc_id').notNull(),
  userId: pg.text('user_id'),
  ok: pg.boolean('ok'),
});
const pgShareRows = pgAlias(pgShares, 'share_rows');

const liteFolders = lite.sqliteTable('folders', {
  id: lite.text('id').primaryKey(),
  name: lite.text('name'),
  level: lite.integer('level').notNull(),
});
const liteDocs = lite.sqliteTable('docs', {
  id: lite.text('id').primaryKey(),
  a: lite.text('a'),
  b: lite.text('b'),
  n: lite.integer('n'),
  x: lite.real('x'),
  pub: lite.integer('pub', { mode: 'boolean' }),
  at: lite.integer('at', { mode: 'timestamp_ms' }),
  folderId: lite.text('folder_id'),
  tags: lite.text('tags', { mode: 'json' }).$type<string[]>(),
  labels: lite.text('labels', { mode: 'json' }),
});
const liteShares = lite.sqliteTable('shares', {
  docId: lite.text('doc_id').notNull(),
  userId: lite.text('user_id'),
  ok: lite.integer('ok', { mode: 'boolean' }),
});
const liteShareRows = lite.alias(liteShares, 'share_rows');

/** PostgreSQL in this process. Its default collation is like that of most servers: not by code point. */
export async function openPostgres() {
  const client = new PGlite();
  const db = drizzlePglite(client);
  await client.exec(`
    create table folders (id text primary key, name text, level integer not null);
    create table docs (id text primary key, a text collate "und-x-icu", b text, n integer, x double precision,
      pub boolean, at timestamptz, folder_id text, tags text[], labels jsonb);
    create table shares (doc_id text not null, user_id text, ok boolean);`);
  await db.insert(pgFolders).values(folders);
  await db.insert(pgDocs).values(docs);
  await db.insert(pgShares).values(shares);
  await client.exec(NULL_IN_JSON);
  const document = columns('document', {
    a: pgDocs.a,
    b: pgDocs.b,
    n: pgDocs.n,
    x: pgDocs.x,
    pub: pgDocs.pub,
    at: pgDocs.at,
    folder: one(pgFolders, eq(pgFolders.id, pgDocs.folderId), {
      name: pgFolders.name,
      level: pgFolders.level,
    }),
    sharedWith: rows(pgShares, eq(pgShares.docId, pgDocs.id), pgShares.userId),
    shares: rows(pgShareRows, eq(pgShareRows.docId, pgDocs.id), {
      userId: pgShareRows.userId,
      ok: pgShareRows.ok,
    }),
    tags: list(pgDocs.tags),
    labels: list(pgDocs.labels),
    both: value(sql`coalesce(${pgDocs.a}, '') || coalesce(${pgDocs.b}, '')`, { type: 'string' }),
  });
  return {
    document,
    db,
    find: (where: ReturnType<typeof document.where>) =>
      db.select({ id: pgDocs.id }).from(pgDocs).where(where),
    close: () => client.close(),
  };
}

/** SQLite in this process. `b` ignores case, as a column of the app's own SQL may. */
export async function openSqlite() {
  const { Database } = await initSqlJs();
  const client = new Database();
  const db = drizzleSqlJs(client);
  client.run(`
    create table folders (id text primary key, name text, level integer not null);
    create table docs (id text primary key, a text, b text collate nocase, n integer, x real,
      pub integer, at integer, folder_id text, tags text, labels text);
    create table shares (doc_id text not null, user_id text, ok integer);`);
  db.insert(liteFolders).values(folders).run();
  db.insert(liteDocs).values(docs).run();
  db.insert(liteShares).values(shares).run();
  client.run(NULL_IN_JSON);
  const document = columns('document', {
    a: liteDocs.a,
    b: liteDocs.b,
    n: liteDocs.n,
    x: liteDocs.x,
    pub: liteDocs.pub,
    at: liteDocs.at,
    folder: one(liteFolders, eq(liteFolders.id, liteDocs.folderId), {
      name: liteFolders.name,
      level: liteFolders.level,
    }),
    sharedWith: rows(liteShares, eq(liteShares.docId, liteDocs.id), liteShares.userId),
    shares: rows(liteShareRows, eq(liteShareRows.docId, liteDocs.id), {
      userId: liteShareRows.userId,
      ok: liteShareRows.ok,
    }),
    tags: list(liteDocs.tags),
    labels: list(liteDocs.labels),
    both: value(sql`coalesce(${liteDocs.a}, '') || coalesce(${liteDocs.b}, '')`, {
      type: 'string',
    }),
  });
  return {
    document,
    db,
    find: async (where: ReturnType<typeof document.where>) =>
      db.select({ id: liteDocs.id }).from(liteDocs).where(where),
    close: async () => {
      client.close();
    },
  };
}

// The app's own SQL may write it; drizzle writes NULL.
const NULL_IN_JSON = `update docs set labels = 'null' where id = 'd0'`;
const TEXTS = [null, 'x', 'X', 'x ', '', '5', 'a%b', 'a_b', 'é', 'e\u0301', '🚀', '～', 'B', 'u1'];
const NUMBERS = [null, 0, 5, -1, 3, 18, 2_000_000_000];
const DATES = [
  null,
  '2026-06-01T00:00:00.000Z',
  '2026-05-31T23:59:59.999Z',
  '1969-12-31T00:00:00.001Z',
];
const FOLDERS = [null, 'f1', 'f2', 'gone'];
const LABELS = [null, [], ['x'], ['x', null, 5], [true, 'u1'], ['5']];

/** Every value of a column meets several of each other, since the lengths have few common divisors. */
export const docs = Array.from({ length: 21 }, (_, index) => {
  const pick = <Item>(items: readonly Item[], at = index): Item | null =>
    items[at % items.length] ?? null;
  const date = pick(DATES, index + Math.floor(index / 4));
  return {
    id: `d${index}`,
    a: pick(TEXTS),
    b: pick(TEXTS, index * 3 + 1),
    n: pick(NUMBERS, index + Math.floor(index / 7)),
    x: pick([null, 5, 5.5, -0.1, 1e21], index),
    pub: pick([null, true, false], index + Math.floor(index / 3)),
    at: date === null ? null : new Date(date),
    folderId: pick(FOLDERS, index + Math.floor(index / 8)),
    tags: pick([null, [], ['x'], ['x', 'u1'], ['X', '']] as const, index + 2)?.map(String) ?? null,
    labels: pick(LABELS, index + Math.floor(index / 6)),
  };
});

const folders = [
  { id: 'f1', name: 'x', level: 3 },
  { id: 'f2', name: null, level: 7 },
];

const shares = docs.flatMap(({ id }, index) =>
  [
    { docId: id, userId: 'u1', ok: true },
    { docId: id, userId: null, ok: false },
    { docId: id, userId: 'x', ok: null },
  ].filter((_, at) => (index >> at) % 2 === 1),
);
