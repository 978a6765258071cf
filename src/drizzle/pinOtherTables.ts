import {
  Column,
  getTableName,
  is,
  SQL,
  type SQLChunk,
  type SQLWrapper,
  type Table,
} from 'drizzle-orm';

/**
 * Keeps the columns of other tables in a condition as they are.
 *
 * A relational query, `db.query.documents.findMany({ where })`, gives its table another name. It then
 * takes every column in the condition for one of this table, also those of the tables in subqueries:
 * `shares.user_id` would become `documents.user_id`. What it can't look into, it leaves alone.
 */
export function pinOtherTables(condition: SQL, table: Table): SQL {
  return new SQL(condition.queryChunks.map((chunk) => pinned(chunk, table)));
}

function pinned(chunk: SQLChunk, table: Table): SQLChunk {
  if (is(chunk, SQL)) return pinOtherTables(chunk, table);
  const isOther = is(chunk, Column) && getTableName(chunk.table) !== getTableName(table);
  return isOther ? opaque(new SQL([chunk])) : chunk;
}

/** Written as it is: drizzle looks into objects of its own only. */
function opaque(query: SQL): SQLWrapper {
  return { getSQL: () => query, shouldOmitSQLParens: () => true };
}
