import { Column, is, type SQL, sql } from 'drizzle-orm';
import { getProperty, type Value } from '../base/value';
import { readIntegerText, readIsoText } from '../lists/constants';
import type { Dialect, ItemTable, TextTest } from './Dialect';
import { type Lookup, type Scalar, scalar } from './Scalar';

const BIG_INTEGERS: readonly string[] = [
  ...['PgBigInt53', 'PgBigSerial53', 'PgBigInt64', 'PgBigSerial64'],
];
const INTEGERS: readonly string[] = [
  ...['PgSmallInt', 'PgSmallSerial', 'PgInteger', 'PgSerial'],
  ...BIG_INTEGERS,
];
const INT_4 = 2_147_483_647;
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** PostgreSQL. */
export const postgres: Dialect = {
  scalarOf: (column) => (isArray(column) ? undefined : scalarAt(column, sql`${column}`)),
  idOf(column) {
    const raw = sql`${column}`;
    if (isArray(column)) return undefined;
    if (!INTEGERS.includes(column.columnType)) {
      const id = scalarAt(column, raw);
      return id?.type === 'text' ? id : undefined;
    }
    return text(column, sql`${raw}::text`, { by: raw, bind: bindIntegerText, isExact: true });
  },
  cast(expression, type) {
    const types = { string: 'text', number: 'double precision', boolean: 'boolean' };
    return sql`(${expression})::${sql.raw(types[type])}`;
  },
  computed(value, type, nullable) {
    switch (type) {
      case 'string':
        return text({ notNull: !nullable }, value);
      case 'number':
        return double(value, value, nullable);
      case 'boolean':
        return boolean(value, nullable);
    }
  },
  itemsOf(column, alias) {
    const name = sql.identifier(alias);
    const item = sql`${name}.${sql.identifier('item')}`;
    const as = sql`as ${name}(${sql.identifier('item')})`;
    // Of more dimensions, a column of version 1 has no other type than that of one.
    const isFlat = isArray(column) && Number(getProperty(column, 'dimensions') ?? 1) === 1;
    const base = isFlat ? (getProperty(column, 'baseColumn') ?? column) : undefined;
    if (is(base, Column)) {
      const found = scalarAt(base, item, true);
      // A column takes lists of lists, too, and would be gone through as if they were one list.
      const sound = sql`(coalesce(array_ndims(${column}), 1) = 1)`;
      return found && { from: sql`unnest(${column}) ${as}`, item: found, sound };
    }
    return /^PgJsonb?$/.test(column.columnType) ? jsonItems(sql`${column}`, item, as) : undefined;
  },
  startsWith: (text, part) => isPart(text, part, sql`left`),
  endsWith: (text, part) => isPart(text, part, sql`right`),
  contains(text, part) {
    if (!isStorable(part)) return isInNone(text);
    const at = sql`strpos(${text}, ${part})`;
    return { holds: sql`(${at} > 0)`, fails: sql`(${at} = 0)` };
  },
  lengthOf: (text) => ({ length: sql`char_length(${text})` }),
  bindNumber,
};

function scalarAt(column: Column, raw: SQL, nullable = !column.notNull): Scalar | undefined {
  const { columnType } = column;
  const of = { notNull: !nullable };
  if (INTEGERS.includes(columnType)) {
    const parts = { type: 'number', nullable, raw, exact: raw, bind: bindAnyNumber } as const;
    if (!BIG_INTEGERS.includes(columnType)) return scalar(parts);
    // Beyond the safe integers, JavaScript reads another number.
    const readable = sql`(${raw} between ${sql.raw(String(Number.MIN_SAFE_INTEGER))} and ${sql.raw(String(Number.MAX_SAFE_INTEGER))})`;
    return scalar({
      ...parts,
      readable,
      lookup: { by: raw, bind: bindSafeInteger, isExact: true },
    });
  }
  switch (columnType) {
    case 'PgText':
    case 'PgVarchar':
      // A collation may take different texts for equal: then the first part uses its index.
      return text(of, raw, { by: raw, bind: bindText, isExact: false });
    case 'PgUUID':
      return text(of, sql`${raw}::text`, { by: raw, bind: bindUuid, isExact: true });
    case 'PgEnumColumn':
    case 'PgEnumObjectColumn':
    // Read as text, where `5.00` and `5` differ.
    // eslint-disable-next-line no-fallthrough -- they are all text for policies
    case 'PgNumeric':
      return text(of, sql`${raw}::text`);
    case 'PgNumericNumber':
    case 'PgDoublePrecision':
      return double(raw, sql`${raw}::double precision`, nullable);
    case 'PgReal':
      // It is read by way of its text, which has fewer digits than the value itself.
      return double(raw, sql`${raw}::text::double precision`, nullable);
    case 'PgBoolean':
      return boolean(raw, nullable);
    case 'PgTimestamp':
      return moment(raw, getProperty(column, 'withTimezone') === true, nullable);
    case 'PgDate':
      return moment(sql`${raw}::timestamp`, false, nullable);
    default:
      return undefined;
  }
}

/** Policies order text by code point. */
function text(column: Pick<Column, 'notNull'>, raw: SQL, lookup?: Lookup): Scalar {
  const exact = sql`${raw} collate "C"`;
  return scalar({ type: 'text', nullable: !column.notNull, raw, exact, bind: bindText, lookup });
}

/** NaN and the infinities have no JSON, so no policy reads them. */
function double(raw: SQL, exact: SQL, nullable: boolean): Scalar {
  const readable = sql`(${exact} > '-infinity'::double precision and ${exact} < 'infinity'::double precision)`;
  return scalar({ type: 'number', nullable, raw, exact, bind: bindAnyNumber, readable });
}

function boolean(raw: SQL, nullable: boolean): Scalar {
  const bind = (value: Value) => (typeof value === 'boolean' ? sql`${value}::boolean` : undefined);
  return scalar({ type: 'boolean', nullable, raw, exact: raw, bind });
}

/** A `Date` has no microseconds, and its ISO text no other year than these. */
function moment(raw: SQL, withTimezone: boolean, nullable: boolean): Scalar {
  const type = sql.raw(withTimezone ? 'timestamp with time zone' : 'timestamp');
  const bindMoment = (milliseconds: number) =>
    sql`${new Date(milliseconds).toISOString()}::${type}`;
  return {
    ...scalar({
      type: 'moment',
      nullable,
      raw,
      exact: sql`date_trunc('milliseconds', ${raw})`,
      bind(value) {
        const milliseconds = readIsoText(value);
        return milliseconds === undefined ? undefined : bindMoment(milliseconds);
      },
      readable: sql`(${raw} >= '0001-01-01Z'::${type} and ${raw} < '10000-01-01Z'::${type})`,
    }),
    bindMoment,
  };
}

/** No text of PostgreSQL holds the NUL character, and a parameter with it is an error. */
function isStorable(value: string): boolean {
  return !value.includes('\0');
}

function bindText(value: Value): SQL | undefined {
  return typeof value === 'string' && isStorable(value) ? sql`${value}` : undefined;
}

function bindAnyNumber(value: Value): SQL | undefined {
  return typeof value === 'number' ? bindNumber(value) : undefined;
}

function bindSafeInteger(value: Value): SQL | undefined {
  return Number.isSafeInteger(value) ? sql`${value}::bigint` : undefined;
}

/** Where it fits, as an integer: so an index of integers can find it. */
function bindNumber(value: number): SQL {
  return Number.isInteger(value) && Math.abs(value) <= INT_4
    ? sql`${value}::integer`
    : sql`${value}::double precision`;
}

function bindUuid(value: Value): SQL | undefined {
  return typeof value === 'string' && UUID.test(value) ? sql`${value}::uuid` : undefined;
}

function bindIntegerText(value: Value): SQL | undefined {
  const integer = readIntegerText(value);
  return integer === undefined ? undefined : sql`${integer}::bigint`;
}

function isPart(text: SQL, value: string, cut: SQL): TextTest {
  if (!isStorable(value)) return isInNone(text);
  const part = sql`${cut}(${text}, ${characters(value)}::integer)`;
  return { holds: sql`(${part} = ${value})`, fails: sql`(${part} <> ${value})` };
}

function isInNone(text: SQL): TextTest {
  return { holds: sql`(1 = 0)`, fails: sql`(${text} is not null)` };
}

function characters(value: string): number {
  return Array.from(value).length;
}

/** Version 1 of drizzle has no type of its own for arrays. */
function isArray(column: Column): boolean {
  const dimensions = getProperty(column, 'dimensions');
  return column.columnType === 'PgArray' || (typeof dimensions === 'number' && dimensions > 0);
}

/** JSON knows for itself of which type each item is. */
function jsonItems(column: SQL, item: SQL, as: SQL): ItemTable {
  const json = sql`${column}::jsonb`;
  const sound = sql`(${column} is null or jsonb_typeof(${json}) in ('array', 'null'))`;
  const array = sql`(case when jsonb_typeof(${json}) = 'array' then ${json} end)`;
  const bind = (value: Value) =>
    typeof value === 'object' || (typeof value === 'string' && !isStorable(value))
      ? undefined
      : sql`${JSON.stringify(value)}::jsonb`;
  const isNull = sql`'null'::jsonb`;
  return {
    from: sql`jsonb_array_elements(${array}) ${as}`,
    item: {
      ...scalar({ type: 'json', nullable: true, raw: item, exact: item, bind }),
      present: sql`(${item} <> ${isNull})`,
      absent: sql`(${item} = ${isNull})`,
    },
    sound,
  };
}
