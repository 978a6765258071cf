import { type SQL, sql } from 'drizzle-orm';
import type { Value } from '../base/value';
import type { Condition } from '../lists/Backend';

/** What policies take a value for. `moment` is a column of dates: ISO text for policies. */
export type ScalarType = 'text' | 'number' | 'boolean' | 'moment' | 'json';

/** A value in the database, and the conditions on it that are exact by the rules of policies. */
export interface Scalar {
  readonly type: ScalarType;
  readonly nullable: boolean;
  /** Holds where the value is there. */
  readonly present: SQL;
  readonly absent: SQL;
  /** Is it one of these, and is it there and none of these? Values of other types are never equal. */
  readonly oneOf: (values: readonly Value[]) => Condition<SQL>;
  readonly noneOf: (values: readonly Value[]) => Condition<SQL>;
  /** What two values of the same type are compared by, so that `=` and `<` are exact. */
  readonly exact: SQL;
  /** Holds where a check can read the value. Of some values, such as NaN, there is no JSON. */
  readonly readable?: SQL | undefined;
  /** Holds where `<` and the functions of text can be worked out, beside being there. */
  readonly sound?: SQL | undefined;
  /** A value to compare `exact` with, if it is of this type. */
  readonly bind: (value: Value) => SQL | undefined;
  /** A moment to compare `exact` with. Of moments only. */
  readonly bindMoment?: (milliseconds: number) => SQL;
}

/** `a = 1`, or `a in (1, 2)`; `undefined` for no values. */
function isIn(exact: SQL, values: readonly SQL[]): Condition<SQL> {
  if (values.length === 0) return false;
  if (values.length === 1) return sql`(${exact} = ${values[0]})`;
  return sql`(${exact} in (${sql.join([...values], sql`, `)}))`;
}

/** The opposite, for values that are there. */
function isNotIn(exact: SQL, values: readonly SQL[], present: SQL): Condition<SQL> {
  if (values.length === 0) return present;
  if (values.length === 1) return sql`(${exact} <> ${values[0]})`;
  return sql`(${exact} not in (${sql.join([...values], sql`, `)}))`;
}

/** A form of a value that an index knows. */
export interface Lookup {
  readonly by: SQL;
  /** `undefined` for what no such value is equal to. */
  readonly bind: Scalar['bind'];
  /** False if it may find more, as a collation that ignores case does. */
  readonly isExact: boolean;
}

/** What most scalars are made of. */
export function scalar(parts: {
  readonly type: ScalarType;
  readonly nullable: boolean;
  /** What `is null` reads. */
  readonly raw: SQL;
  readonly exact: SQL;
  readonly bind: Scalar['bind'];
  readonly readable?: SQL | undefined;
  /** `readable`, unless it is another one. */
  readonly sound?: SQL | undefined;
  readonly lookup?: Lookup | undefined;
}): Scalar {
  const { type, nullable, raw, exact, bind, readable, sound = readable, lookup } = parts;
  const present = sql`(${raw} is not null)`;
  return {
    type,
    nullable,
    present,
    absent: sql`(${raw} is null)`,
    exact,
    readable,
    sound,
    bind,
    oneOf(values) {
      if (lookup === undefined) return isIn(exact, boundTo(values, bind));
      const near = isIn(lookup.by, boundTo(values, lookup.bind));
      if (lookup.isExact || typeof near === 'boolean') return near;
      const found = isIn(exact, boundTo(values, bind));
      return typeof found === 'boolean' ? found : sql`(${near} and ${found})`;
    },
    noneOf(values) {
      const isOther =
        lookup?.isExact === true
          ? isNotIn(lookup.by, boundTo(values, lookup.bind), present)
          : isNotIn(exact, boundTo(values, bind), present);
      return readable === undefined || typeof isOther === 'boolean'
        ? isOther
        : sql`(${isOther} and ${readable})`;
    },
  };
}

function boundTo(values: readonly Value[], bind: Scalar['bind']): SQL[] {
  return values.flatMap((value) => bind(value) ?? []);
}
