import { PGlite } from '@electric-sql/pglite';
import { getTableColumns, getTableName, is, type Table } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite, type PgliteDatabase } from 'drizzle-orm/pglite';
import { drizzle as drizzleSqlJs, type SQLJsDatabase } from 'drizzle-orm/sql-js';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import initSqlJs from 'sql.js';

/** A database in this process. */
interface Database<Db> {
  readonly db: Db;
  /** Adds rows, unless there are none. */
  readonly insert: (table: Table, rows: readonly object[]) => Promise<void>;
  readonly close: () => Promise<void> | void;
}

/** Starts a PostgreSQL with these tables, all of them empty. */
export async function startPostgres(tables: readonly Table[]): Promise<Database<PgliteDatabase>> {
  const client = await PGlite.create();
  await client.exec(tables.map(createTable).join('\n'));
  const db = drizzlePglite({ client });
  return {
    db,
    async insert(table, rows) {
      if (is(table, PgTable) && rows.length > 0) await db.insert(table).values([...rows]);
    },
    close: () => client.close(),
  };
}

/** The same with SQLite. */
export async function startSqlite(tables: readonly Table[]): Promise<Database<SQLJsDatabase>> {
  const { Database } = await initSqlJs();
  const client = new Database();
  client.exec(tables.map(createTable).join('\n'));
  const db = drizzleSqlJs(client);
  return {
    db,
    async insert(table, rows) {
      if (is(table, SQLiteTable) && rows.length > 0) await db.insert(table).values([...rows]);
    },
    close: () => client.close(),
  };
}

function createTable(table: Table): string {
  const columns = Object.values(getTableColumns(table)).map((column) => {
    const limit = column.primary ? ' PRIMARY KEY' : column.notNull ? ' NOT NULL' : '';
    return `"${column.name}" ${column.getSQLType()}${limit}`;
  });
  return `CREATE TABLE "${getTableName(table)}" (${columns.join(', ')});`;
}
