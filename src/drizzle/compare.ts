import { type SQL, sql } from 'drizzle-orm';
import type { Value } from '../base/value';
import { allOf, anyOf, type Condition } from '../lists/Backend';
import type { Moment } from '../lists/constants';
import type { Scalar } from './Scalar';

/** Brackets around each: of an expression in a template, drizzle makes none. */
export const logic = {
  and: (conditions: readonly SQL[]): SQL => sql`(${sql.join([...conditions], sql` and `)})`,
  or: (conditions: readonly SQL[]): SQL => sql`(${sql.join([...conditions], sql` or `)})`,
};

export function all(...conditions: readonly (Condition<SQL> | undefined)[]): Condition<SQL> {
  return allOf(
    conditions.filter((condition) => condition !== undefined),
    logic,
  );
}

export function any(...conditions: readonly Condition<SQL>[]): Condition<SQL> {
  return anyOf(conditions, logic);
}

/** Holds where a condition is false or NULL. */
export function isNotTrue(condition: Condition<SQL>): Condition<SQL> {
  return typeof condition === 'boolean' ? !condition : sql`(${condition} is not true)`;
}

/** The opposite of a condition that is never NULL, as `exists` is. */
export function negated(condition: Condition<SQL>): Condition<SQL> {
  return typeof condition === 'boolean' ? !condition : sql`(not ${condition})`;
}

const TYPES: Readonly<Record<string, readonly Scalar['type'][]>> = {
  string: ['text', 'moment', 'json'],
  number: ['number', 'json'],
  boolean: ['boolean', 'json'],
};

/** `==` with one of the values. Values of other types are never equal, and no value is an error. */
export function equalsAny(
  scalar: Scalar,
  values: readonly Value[],
  rail: 'true' | 'false',
): Condition<SQL> {
  const { nullable, present, absent, readable } = scalar;
  const hasNull = values.includes(null);
  const same = values.filter((value) => TYPES[typeof value]?.includes(scalar.type) ?? false);
  if (rail === 'true') {
    return any(nullable && hasNull && absent, same.length > 0 && scalar.oneOf(same));
  }
  const isOther = same.length > 0 ? scalar.noneOf(same) : all(!nullable || present, readable);
  if (!nullable || hasNull) return isOther;
  return same.length === 0 && readable === undefined ? true : any(absent, isOther);
}

/** `==` of two columns. */
export function equalsOther(a: Scalar, b: Scalar, rail: 'true' | 'false'): Condition<SQL> {
  const bothNull = a.nullable && b.nullable && all(a.absent, b.absent);
  const isSameType = a.type === b.type;
  if (rail === 'true') {
    return any(bothNull, isSameType && all(sql`(${a.exact} = ${b.exact})`, a.readable, b.readable));
  }
  const isThere = ({ nullable, present, readable }: Scalar) => all(!nullable || present, readable);
  return any(
    a.nullable && all(a.absent, isThere(b)),
    b.nullable && all(b.absent, isThere(a)),
    isSameType
      ? all(sql`(${a.exact} <> ${b.exact})`, a.readable, b.readable)
      : all(isThere(a), isThere(b)),
  );
}

/** The operators of order, and what holds where one of them does not. */
const ORDERS: Readonly<Record<string, { readonly holds: SQL; readonly fails: SQL }>> = {
  lt: { holds: sql.raw('<'), fails: sql.raw('>=') },
  le: { holds: sql.raw('<='), fails: sql.raw('>') },
  gt: { holds: sql.raw('>'), fails: sql.raw('<=') },
  ge: { holds: sql.raw('>='), fails: sql.raw('<') },
  eq: { holds: sql.raw('='), fails: sql.raw('<>') },
};

export function isOrder(operator: string): boolean {
  return operator !== 'eq' && Object.hasOwn(ORDERS, operator);
}

/** An order, or `==` of moments: an error where one of the two is NULL. */
export function ordered(
  operator: string,
  scalar: Scalar,
  other: SQL,
  rail: 'true' | 'false',
): Condition<SQL> {
  const order = ORDERS[operator];
  if (order === undefined) return false;
  const sign = rail === 'true' ? order.holds : order.fails;
  return all(scalar.sound, sql`(${scalar.exact} ${sign} ${other})`);
}

/**
 * An order of whole milliseconds and a moment, which may have nanoseconds: they lie between two of
 * the milliseconds.
 */
export function orderedByMoment(
  operator: string,
  scalar: Scalar,
  { milliseconds, hasRest }: Moment,
  rail: 'true' | 'false',
): Condition<SQL> {
  const { bindMoment } = scalar;
  if (bindMoment === undefined) return false;
  const bound = bindMoment(milliseconds);
  if (!hasRest) return ordered(operator, scalar, bound, rail);
  if (operator === 'eq') {
    return rail === 'true' ? false : all(scalar.present, scalar.sound);
  }
  const isBelow = operator === 'lt' || operator === 'le';
  return ordered(isBelow ? 'le' : 'gt', scalar, bound, rail);
}
