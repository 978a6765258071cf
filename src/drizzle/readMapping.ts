import { type Column, getTableColumns, getTableName, is, SQL, Table } from 'drizzle-orm';
import { invalidConfiguration } from '../base/errors';
import type { Dialect } from './Dialect';
import { postgres } from './postgres';
import { isColumn } from './Scope';
import type { ItemColumns, Source, SourceMap } from './Source';
import { sqlite } from './sqlite';

/** A checked mapping: the columns belong to one table, and the database is known. */
export interface ReadMapping {
  readonly kind: string;
  readonly attributes: SourceMap;
  readonly id: Column;
  readonly table: Table;
  readonly dialect: Dialect;
}

/** @throws ConfigurationError `invalid_configuration`, with what to write instead. */
export function readMapping(kind: string, attributes: SourceMap, id?: Column): ReadMapping {
  const refuse = (problem: string) =>
    invalidConfiguration(`columns(${JSON.stringify(kind)}, …) ${problem}`);
  const first =
    id ??
    Object.values(attributes)
      .map(columnOf)
      .find((column) => column !== undefined);
  if (first === undefined) {
    throw refuse('has no column of its own table. Add { id: documents.id } as third argument.');
  }
  const { table } = first;
  const dialect = dialectOf(first);
  if (dialect === undefined) {
    throw refuse(
      `has a ${first.columnType}. Only PostgreSQL and SQLite are translated: text compares in another way in MySQL, where = takes no notice of case and accents. List by checks, or check each row.`,
    );
  }
  /** A relational query gives the row's table a name of its own, and every column of it this name. */
  const requireNamed = (expression: SQL, path: string) => {
    if (!readsTable(expression, table)) return;
    throw refuse(
      `reads the table ${JSON.stringify(getTableName(table))} once more in the SQL of ${path}, and SQL can't tell which row is meant. Use alias(table, 'another_name') of drizzle-orm there.`,
    );
  };
  const readRow = (
    of: SourceMap | ItemColumns,
    own: Table,
    open: readonly string[],
    path: string,
  ) => {
    for (const [name, source] of Object.entries(of)) {
      readSource(source, own, open, path === '' ? name : `${path}.${name}`);
    }
  };
  const readSource = (source: Source, own: Table, open: readonly string[], path: string) => {
    const column = columnOf(source);
    if (column !== undefined && !isSameTable(column.table, own)) {
      if (getTableName(column.table) === getTableName(own)) {
        throw refuse(
          `takes ${path} from a subquery or a view that joins tables, where a check would read one of them only. Map the columns of the tables, with one(…) or rows(…) for those that are joined.`,
        );
      }
      throw refuse(
        `takes ${path} from the table ${JSON.stringify(getTableName(column.table))}, but its other columns are of ${JSON.stringify(getTableName(own))}. Use one(…) or rows(…) for another table.`,
      );
    }
    if (isColumn(source) || source.source === 'list') return;
    if (source.source === 'value') {
      requireNamed(source.sql, path);
      return;
    }
    const name = getTableName(source.table);
    if (open.includes(name)) {
      throw refuse(
        `uses the table ${JSON.stringify(name)} for ${path}, inside of itself, and SQL can't tell which row is meant. Use alias(table, 'another_name') of drizzle-orm.`,
      );
    }
    // Joined conditions of none are undefined, in code without types, too.
    if (!is(source.on, SQL)) {
      throw refuse(
        `has no condition for ${path}: the second argument must say which rows belong to the row.`,
      );
    }
    requireNamed(source.on, path);
    const inner = [...open, name];
    if (source.source === 'one') readRow(source.columns, source.table, inner, path);
    else if (isColumn(source.item)) readSource(source.item, source.table, inner, path);
    else readRow(source.item, source.table, inner, path);
  };
  readRow(attributes, table, [getTableName(table)], '');
  const found = id ?? primaryKeyOf(table);
  if (found === undefined || dialect.idOf(found) === undefined) {
    throw refuse(
      'does not know which column is the id of the resource: the table has no primary key of one column of text, UUIDs or integers. Add { id: documents.id } as third argument.',
    );
  }
  return { kind, attributes, id: found, table, dialect };
}

/** A subquery, and a view, give their name to the tables that they join. */
function isSameTable(a: Table, b: Table): boolean {
  const [nameOfA, nameOfB] = [a, b].map((table) => {
    // What the table is called in the database. drizzle-orm has no public name for it.
    const base: unknown = Reflect.get(table, Symbol.for('drizzle:BaseName'));
    return JSON.stringify([getTableName(table), base]);
  });
  return nameOfA === nameOfB;
}

/** Does an expression name the table itself, as a subquery does after `from`? */
function readsTable(expression: SQL, table: Table): boolean {
  return expression.queryChunks.some((chunk) =>
    is(chunk, SQL)
      ? readsTable(chunk, table)
      : is(chunk, Table) && getTableName(chunk) === getTableName(table),
  );
}

/** The column of the row itself. */
function columnOf(source: Source): Column | undefined {
  if (isColumn(source)) return source;
  return source.source === 'list' ? source.column : undefined;
}

function primaryKeyOf(table: Table): Column | undefined {
  const keys = Object.values(getTableColumns(table)).filter(({ primary }) => primary);
  return keys.length === 1 ? keys[0] : undefined;
}

function dialectOf({ columnType }: Column): Dialect | undefined {
  if (columnType.startsWith('Pg')) return postgres;
  return columnType.startsWith('SQLite') ? sqlite : undefined;
}
