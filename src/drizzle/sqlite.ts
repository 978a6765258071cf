import { type SQL, sql } from 'drizzle-orm';
import { getProperty, type Value } from '../base/value';
import type { Condition } from '../lists/Backend';
import { readIntegerText, readIsoText } from '../lists/constants';
import { all } from './compare';
import type { Dialect, TextTest } from './Dialect';
import { type Scalar, scalar } from './Scalar';

/** SQLite, which keeps values of any type in a column of any type. */
export const sqlite: Dialect = {
  scalarOf(column) {
    const raw = sql`${column}`;
    const nullable = !column.notNull;
    switch (column.columnType) {
      case 'SQLiteText':
        return text(raw, nullable);
      case 'SQLiteInteger':
      case 'SQLiteReal':
        return number(raw, nullable);
      case 'SQLiteBoolean':
        return boolean(raw, nullable);
      case 'SQLiteTimestamp':
        return moment(raw, getProperty(column, 'mode') === 'timestamp', nullable);
      default:
        return undefined;
    }
  },
  idOf(column) {
    const raw = sql`${column}`;
    if (column.columnType !== 'SQLiteInteger') {
      const id = sqlite.scalarOf(column);
      return id?.type === 'text' ? id : undefined;
    }
    return scalar({
      type: 'text',
      nullable: false,
      raw,
      exact: sql`cast(${raw} as text)`,
      bind: bindText,
      lookup: { by: raw, bind: bindIntegerText, isExact: true },
    });
  },
  cast(expression, type) {
    if (type === 'boolean') return sql`((${expression}) = 1)`;
    return sql`cast((${expression}) as ${sql.raw(type === 'string' ? 'text' : 'real')})`;
  },
  computed(value, type, nullable) {
    switch (type) {
      case 'string':
        return text(value, nullable);
      case 'number':
        return number(value, nullable);
      case 'boolean':
        return boolean(value, nullable);
    }
  },
  itemsOf(column, alias) {
    if (column.columnType !== 'SQLiteTextJson') return undefined;
    const name = sql.identifier(alias);
    return {
      // Of `null` in JSON, it makes one item.
      from: sql`json_each(case when json_type(${column}) = 'array' then ${column} end) as ${name}`,
      item: jsonItem(
        sql`${name}.${sql.identifier('value')}`,
        sql`${name}.${sql.identifier('type')}`,
      ),
      sound: sql`(${column} is null or json_type(${column}) in ('array', 'null'))`,
    };
  },
  startsWith: (text, part) =>
    isSameBytes(sql`substr(cast(${text} as blob), 1, length(${bytes(part)}))`, part),
  endsWith: (text, part) =>
    isSameBytes(sql`substr(cast(${text} as blob), -length(${bytes(part)}))`, part),
  contains(text, part) {
    const at = sql`instr(${text}, ${part})`;
    return { holds: sql`(${at} > 0)`, fails: sql`(${at} = 0)` };
  },
  // It counts to the first NUL character.
  lengthOf: (text) => ({
    length: sql`length(${text})`,
    sound: sql`(instr(${text}, char(0)) = 0)`,
  }),
  bindNumber: (value) => sql`${value}`,
};

/**
 * Before `=`, SQLite makes the one value what the type of the column in the database says: in a column
 * of integers, `'05'` is 5. A check gets what is stored, so that counts only where it has the type that
 * drizzle takes it for.
 */
function strict(parts: Parameters<typeof scalar>[0]): Scalar {
  const made = scalar(parts);
  return { ...made, oneOf: (values) => all(made.oneOf(values), parts.readable) };
}

/** The column may ignore case or spaces at the end; an index of such a column is then of no use. */
function text(raw: SQL, nullable: boolean): Scalar {
  return strict({
    type: 'text',
    nullable,
    raw,
    exact: sql`${raw} collate binary`,
    bind: bindText,
    readable: sql`(typeof(${raw}) = 'text')`,
  });
}

/** Beyond the safe integers, JavaScript reads another number, and infinity has no JSON. */
function number(raw: SQL, nullable: boolean): Scalar {
  const within = (least: number, largest: number) =>
    sql`${raw} between ${sql.raw(String(least))} and ${sql.raw(String(largest))}`;
  const readable = sql`(case typeof(${raw}) when 'integer' then ${within(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)} when 'real' then ${within(-Number.MAX_VALUE, Number.MAX_VALUE)} else 0 end)`;
  return strict({ type: 'number', nullable, raw, exact: raw, bind: bindNumber, readable });
}

/** drizzle reads 1 as true and every other number as false. */
function boolean(raw: SQL, nullable: boolean): Scalar {
  const exact = sql`(${raw} = 1)`;
  const bind = (value: Value) =>
    typeof value === 'boolean' ? (value ? sql`1` : sql`0`) : undefined;
  const readable = sql`(typeof(${raw}) in ('integer', 'real'))`;
  return strict({ type: 'boolean', nullable, raw, exact, bind, readable });
}

/** The ISO text of a `Date` has no other year than these. */
const FIRST = String(Date.parse('0001-01-01T00:00:00.000Z'));
const LAST = String(Date.parse('9999-12-31T23:59:59.999Z'));

function moment(raw: SQL, isInSeconds: boolean, nullable: boolean): Scalar {
  const exact = isInSeconds ? sql`(${raw} * 1000)` : raw;
  return {
    ...strict({
      type: 'moment',
      nullable,
      raw,
      exact,
      bind(value) {
        const milliseconds = readIsoText(value);
        return milliseconds === undefined ? undefined : sql`${milliseconds}`;
      },
      readable: sql`(typeof(${raw}) = 'integer' and ${exact} between ${sql.raw(FIRST)} and ${sql.raw(LAST)})`,
    }),
    bindMoment: (milliseconds) => sql`${milliseconds}`,
  };
}

function bindText(value: Value): SQL | undefined {
  return typeof value === 'string' ? sql`${value}` : undefined;
}

function bindNumber(value: Value): SQL | undefined {
  return typeof value === 'number' ? sql`${value}` : undefined;
}

function bindIntegerText(value: Value): SQL | undefined {
  const integer = readIntegerText(value);
  return integer === undefined ? undefined : sql`${integer}`;
}

/** JSON knows for itself of which type each item is. */
function jsonItem(item: SQL, type: SQL): Scalar {
  const isOf = (value: Value): SQL | undefined => {
    switch (typeof value) {
      case 'string':
        return sql`(${type} = 'text' and ${item} = ${value})`;
      case 'number':
        return sql`(${type} in ('integer', 'real') and ${item} = ${value})`;
      case 'boolean':
        return value ? sql`(${type} = 'true')` : sql`(${type} = 'false')`;
      default:
        return undefined;
    }
  };
  const present = sql`(${type} <> 'null')`;
  const oneOf = (values: readonly Value[]): Condition<SQL> => {
    const found = values.flatMap((value) => isOf(value) ?? []);
    return found.length === 0 ? false : sql`(${sql.join(found, sql` or `)})`;
  };
  return {
    type: 'json',
    nullable: true,
    present,
    absent: sql`(${type} = 'null')`,
    exact: item,
    bind: () => undefined,
    oneOf,
    noneOf(values) {
      const found = oneOf(values);
      // Each part is true or false, never NULL.
      return typeof found === 'boolean' ? present : sql`(${present} and (${found}) = 0)`;
    },
  };
}

/** Bytes, since functions of text stop at the first NUL character. Of an empty text they are NULL. */
function isSameBytes(part: SQL, value: string): TextTest {
  return { holds: sql`(${part} = ${bytes(value)})`, fails: sql`(${part} is not ${bytes(value)})` };
}

function bytes(value: string): SQL {
  return sql`cast(${value} as blob)`;
}
