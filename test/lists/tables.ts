import { getTableColumns, type Table } from 'drizzle-orm';
import { boolean, doublePrecision, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { integer, real, sqliteTable, text as sqliteText } from 'drizzle-orm/sqlite-core';

/**
 * The tables of {@link Thing} in PostgreSQL. Without NULLs, every column is declared `NOT NULL`: then
 * the conditions are other ones.
 */
export function postgresTables(nulls: boolean) {
  const named = (name: string) => nameOf(name, nulls);
  const item = { name: text('name'), n: doublePrecision('n'), ok: boolean('ok') };
  const child = { thing: text('thing').notNull() };
  return declareNulls(
    {
      things: pgTable(named('things'), {
        id: text('id').primaryKey(),
        ownerId: text('owner_id').notNull(),
        a: text('a'),
        b: text('b'),
        n: doublePrecision('n'),
        m: doublePrecision('m'),
        pub: boolean('pub'),
        arch: boolean('arch').notNull(),
        at: timestamp('at', { withTimezone: true }),
        labels: text('labels').array().notNull(),
      }),
      tags: pgTable(named('tags'), { ...child, name: text('name') }),
      items: pgTable(named('items'), { ...child, ...item }),
      parents: pgTable(named('parents'), { ...child, ...item }),
      inners: pgTable(named('inners'), { ...child, ...item }),
    },
    nulls,
  );
}

/** The same in SQLite, where a list is JSON and an instant is a number. */
export function sqliteTables(nulls: boolean) {
  const named = (name: string) => nameOf(name, nulls);
  const item = {
    name: sqliteText('name'),
    n: real('n'),
    ok: integer('ok', { mode: 'boolean' }),
  };
  const child = { thing: sqliteText('thing').notNull() };
  return declareNulls(
    {
      things: sqliteTable(named('things'), {
        id: sqliteText('id').primaryKey(),
        ownerId: sqliteText('owner_id').notNull(),
        a: sqliteText('a'),
        b: sqliteText('b'),
        n: real('n'),
        m: real('m'),
        pub: integer('pub', { mode: 'boolean' }),
        arch: integer('arch', { mode: 'boolean' }).notNull(),
        at: integer('at', { mode: 'timestamp_ms' }),
        labels: sqliteText('labels', { mode: 'json' }).$type<string[]>().notNull(),
      }),
      tags: sqliteTable(named('tags'), { ...child, name: sqliteText('name') }),
      items: sqliteTable(named('items'), { ...child, ...item }),
      parents: sqliteTable(named('parents'), { ...child, ...item }),
      inners: sqliteTable(named('inners'), { ...child, ...item }),
    },
    nulls,
  );
}

/** Both can stand in one database. */
const nameOf = (name: string, nulls: boolean) => (nulls ? name : `full_${name}`);

function declareNulls<Tables extends Readonly<Record<string, Table>>>(
  tables: Tables,
  nulls: boolean,
): Tables {
  for (const table of nulls ? [] : Object.values(tables)) {
    for (const column of Object.values(getTableColumns(table))) {
      Object.assign(column, { notNull: true });
    }
  }
  return tables;
}
