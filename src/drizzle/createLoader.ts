import { type Column, getTableColumns, getTableName, type SQL, sql, type Table } from 'drizzle-orm';
import { ConfigurationError } from '../base/errors';
import { setOwn } from '../base/value';
import type { Dialect } from './Dialect';
import type { ReadMapping } from './readMapping';
import { isColumn } from './Scope';
import type { ComputedType, One, Rows, Source, SourceMap } from './Source';

/** A database of drizzle-orm, of any driver. */
export interface Database {
  readonly select: (...args: never) => unknown;
}

type Row = Readonly<Record<string, unknown>>;
type FoundRows = readonly Row[];
type Fields = Readonly<Record<string, Column | SQL>>;

/** The parts of drizzle's queries that are used; their types are of one database each. */
interface Query extends PromiseLike<FoundRows> {
  readonly from: (table: Table) => Query;
  readonly innerJoin: (table: Table, on: SQL) => Query;
  readonly where: (condition: SQL) => Query;
}

interface Join {
  readonly table: Table;
  readonly on: SQL;
}

/** What policies read of a row, and the row itself. */
interface Loaded {
  readonly attr: Record<string, unknown>;
  readonly value: Record<string, unknown>;
}

const ID = '$id';

/**
 * Reads rows and what belongs to them, as attributes, by the same mapping that makes the query of a
 * list: one query for the rows, and one for each other table.
 */
export function createLoader(
  { kind, attributes, id, table, dialect }: ReadMapping,
  db: Database,
): (ids: readonly string[]) => Promise<ReadonlyMap<string, Loaded>> {
  // Every database of drizzle has these methods.
  const select = db.select.bind(db) as unknown as (fields: Fields) => Query;
  const idText = dialect.idOf(id);

  /** Rows of the last table of the joins, each with the id of the row that it belongs to. */
  const query = (fields: Fields, joins: readonly Join[], wanted: SQL): PromiseLike<FoundRows> => {
    const path = joins.toReversed();
    const last = path[0]?.table ?? table;
    const outer = [...path.slice(1).map((join) => join.table), table];
    return path
      .reduce(
        (built, { on }, at) => built.innerJoin(outer[at] ?? table, sql`(${on})`),
        select({ ...fields, [ID]: id }).from(last),
      )
      .where(wanted);
  };

  const readObjects = async (
    map: SourceMap,
    joins: readonly Join[],
    wanted: SQL,
  ): Promise<Map<string, Loaded>> => {
    const sources = Object.entries(map);
    const whole = joins.length === 0 ? getTableColumns(table) : {};
    const [found, ...related] = await Promise.all([
      query(
        { ...named('attr', fieldsOf(sources, dialect)), ...named('row', whole) },
        joins,
        wanted,
      ),
      ...sources.map(([, source]) => readRelated(source, joins, wanted)),
    ]);
    const objects = new Map<string, Loaded>();
    for (const row of found) {
      const key = String(row[ID]);
      if (objects.has(key)) throw foundTwice(kind, joins);
      const attr: Record<string, unknown> = {};
      for (const [at, [name, source]] of sources.entries()) {
        const value = related[at]?.(key) ?? null;
        setOwn(attr, name, isRelated(source) ? value : toAttribute(source, row[`attr ${name}`]));
      }
      const value = Object.fromEntries(
        Object.keys(whole).map((name) => [name, row[`row ${name}`]]),
      );
      objects.set(key, { attr, value });
    }
    return objects;
  };

  /** What belongs to a row, by its id; for what is in the row itself there is nothing to read. */
  const readRelated = async (
    source: Source,
    joins: readonly Join[],
    wanted: SQL,
  ): Promise<((key: string) => unknown) | undefined> => {
    if (!isRelated(source)) return undefined;
    if (source.source === 'one') {
      const objects = await readObjects(source.columns, [...joins, source], wanted);
      return (key) => objects.get(key)?.attr;
    }
    const { item } = source;
    const fields: Fields = isColumn(item) ? { item } : item;
    const lists = new Map<string, unknown[]>();
    for (const row of await query(named('attr', fields), [...joins, source], wanted)) {
      const key = String(row[ID]);
      const list = lists.get(key) ?? [];
      lists.set(key, list);
      const members = Object.keys(fields).map((name) => [name, row[`attr ${name}`]] as const);
      list.push(isColumn(item) ? members[0]?.[1] : Object.fromEntries(members));
    }
    return (key) => lists.get(key) ?? [];
  };

  return async (ids) => {
    const wanted = idText?.oneOf(ids) ?? false;
    // No row has such an id.
    if (typeof wanted === 'boolean') return new Map();
    return readObjects(attributes, [], wanted);
  };
}

/** Flat, since drizzle takes a nested object whose members are all null for an absent one. */
function named(prefix: 'attr' | 'row', fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [`${prefix} ${name}`, field]),
  );
}

function fieldsOf(sources: readonly (readonly [string, Source])[], dialect: Dialect): Fields {
  return Object.fromEntries(
    sources.flatMap(([name, source]) =>
      isRelated(source) ? [] : [[name, fieldOf(source, dialect)]],
    ),
  );
}

function fieldOf(source: Exclude<Source, Related>, dialect: Dialect): Column | SQL {
  if (isColumn(source)) return source;
  // Inside of another expression, drizzle leaves the names of the tables.
  return source.source === 'list' ? source.column : dialect.cast(source.sql, source.type);
}

type Related = Rows<unknown> | One<unknown>;

function isRelated(source: Source): source is Related {
  return !isColumn(source) && (source.source === 'rows' || source.source === 'one');
}

/** NULL is always sent as null: what is missing is an error for policies, and skips DENY rules. */
function toAttribute(source: Exclude<Source, Related>, value: unknown): unknown {
  if (isColumn(source)) return value ?? null;
  if (source.source === 'list') return value ?? [];
  if (value === null || value === undefined) return null;
  return COMPUTED[source.type](value);
}

/** Some drivers give numbers as text, and all of SQLite give booleans as numbers. */
const COMPUTED: Readonly<Record<ComputedType, (value: unknown) => unknown>> = {
  string: String,
  number: Number,
  boolean: (value) => (typeof value === 'boolean' ? value : Number(value) === 1),
};

function foundTwice(kind: string, joins: readonly Join[]): ConfigurationError {
  const table = joins.at(-1)?.table;
  return new ConfigurationError({
    code: 'invalid_loader',
    message:
      table === undefined
        ? `The columns of ${JSON.stringify(kind)} find two rows with the same id. Pass a unique column as { id }.`
        : `In the columns of ${JSON.stringify(kind)}, one(…) finds two rows of the table ${JSON.stringify(getTableName(table))}. Use rows(…), or an \`on\` that finds one row at most.`,
  });
}
