import type { Value } from '../base/value';
import { type Moment, readIntegerText, readIsoText } from '../lists/constants';
import type { Condition } from '../lists/Backend';
import { BOUNDS, type FieldType, isWithinBounds, kindOf, LARGEST } from './FieldType';
import type { Field } from './Schema';
import { all, any, type Rails, ERRS, isNotNull, isNull, on, type Where } from './Where';

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
/** The integers of PostgreSQL. */
const INT_4 = { least: -2_147_483_648, largest: 2_147_483_647 };
const isInt4 = (value: number) => value >= INT_4.least && value <= INT_4.largest;

/** Is a number too exact for Prisma, which writes it with fewer digits? */
export function isRounded(value: Value): boolean {
  return (
    typeof value === 'number' &&
    (Math.abs(value) > LARGEST || Number(value.toPrecision(15)) !== value)
  );
}

/** The value as it is stored, if a field of this type can hold it. */
function storedOf(field: Field, type: FieldType, value: Value): unknown[] {
  switch (type) {
    case 'text':
      // No database of these holds the NUL character.
      return typeof value === 'string' && !value.includes('\0') ? [value] : [];
    case 'uuid':
      return typeof value === 'string' && UUID.test(value) ? [value] : [];
    case 'enum':
      return typeof value === 'string' && field.values?.includes(value) === true ? [value] : [];
    case 'int':
      return typeof value === 'number' && Number.isInteger(value) && isInt4(value) ? [value] : [];
    case 'float':
      return typeof value === 'number' ? [value] : [];
    case 'boolean':
      return typeof value === 'boolean' ? [value] : [];
    case 'moment': {
      const moment = readIsoText(value);
      return moment === undefined ? [] : [new Date(moment)];
    }
  }
}

// Beside each comparison stands that the field is not null. So no condition is NULL for SQL, and what an
// app negates, or puts into `every`, is exactly the other rows.

/** `==` with one of the values: never an error. Values of other types are never equal. */
export function equalsAny(field: Field, type: FieldType, values: readonly Value[]): Rails {
  return equalsStored(
    field,
    values.flatMap((value) => storedOf(field, type, value)),
    values.includes(null),
    isWithinBounds(field, type),
  );
}

/** `R.id` of a model whose id is a number is its text. */
export function idEqualsAny(field: Field, values: readonly Value[]): Rails {
  const integers = values.flatMap((value) => readIntegerText(value) ?? []);
  return equalsStored(field, integers.filter(isInt4), false, true);
}

function equalsStored(
  field: Field,
  stored: readonly unknown[],
  orNull: boolean,
  isRead: Condition<Where>,
): Rails {
  // Prisma knows `in` neither for booleans nor for no values.
  const isOne = stored.length === 1 || field.type === 'Boolean';
  const [found, other] = isOne
    ? [
        any(...stored.map((value) => on(field, { equals: value }))),
        all(...stored.map((value) => on(field, { not: value }))),
      ]
    : [
        stored.length > 0 && on(field, { in: stored }),
        stored.length === 0 || on(field, { notIn: stored }),
      ];
  return {
    true: any(orNull && isNull(field), all(isNotNull(field), found)),
    false: any(!orNull && isNull(field), all(isNotNull(field), other, isRead)),
    error: false,
  };
}

/** For each list of PostgreSQL: is one of the values in it? `NULL` is the empty list. */
export function containsAny(field: Field, type: FieldType, values: readonly Value[]): Rails {
  const stored = values.flatMap((value) => storedOf(field, type, value));
  if (stored.length === 0) return { true: false, false: true, error: false };
  const holds = on(field, { hasSome: stored });
  const isThere = { NOT: on(field, { equals: null }) };
  return {
    true: all(isThere, holds),
    false: { OR: [on(field, { equals: null }), { NOT: holds }] },
    error: false,
  };
}

type Order = 'lt' | 'le' | 'gt' | 'ge';

const FILTERS = { lt: 'lt', le: 'lte', gt: 'gt', ge: 'gte' } as const;
const OPPOSITES = { lt: 'ge', le: 'gt', gt: 'le', ge: 'lt' } as const;

export function isOrder(operator: string): operator is Order {
  return Object.hasOwn(FILTERS, operator);
}

/** An order of a number: an error where it is null, and for what is no number. */
export function ordered(operator: Order, field: Field, type: FieldType, value: Value): Rails {
  if (kindOf(type) !== 'number' || typeof value !== 'number') return ERRS;
  if (type === 'float') return bounded(field, type, operator, value);
  // Between two integers: `n < 5.5` is `n <= 5`.
  const whole = Math.floor(value);
  const isBelow = operator === 'lt' || operator === 'le';
  const read = whole === value ? operator : isBelow ? 'le' : 'gt';
  if (!isInt4(whole)) {
    const holds = isBelow === whole > 0;
    const present = isNotNull(field);
    return { true: holds && present, false: !holds && present, error: isNull(field) };
  }
  return {
    true: all(isNotNull(field), on(field, { [FILTERS[read]]: whole })),
    false: all(isNotNull(field), on(field, { [FILTERS[OPPOSITES[read]]]: whole })),
    error: isNull(field),
  };
}

/** An order of moments, or `==`. */
export function orderedByMoment(
  operator: Order | 'eq',
  field: Field,
  { milliseconds, hasRest }: Moment,
): Rails {
  const moment = new Date(milliseconds);
  if (operator === 'eq') {
    const { true: same, false: other, error } = bounded(field, 'moment', 'ge', moment);
    const isSame = on(field, { equals: moment });
    if (hasRest) return { true: false, false: any(same, other), error };
    return {
      true: all(same, isSame),
      false: all(any(same, other), on(field, { not: moment })),
      error,
    };
  }
  const isBelow = operator === 'lt' || operator === 'le';
  return bounded(field, 'moment', hasRest ? (isBelow ? 'le' : 'gt') : operator, moment);
}

/** An order of a value that is an error outside of some bounds. */
function bounded(field: Field, type: 'float' | 'moment', operator: Order, value: unknown): Rails {
  const within = (order: Order) =>
    all(isNotNull(field), isWithinBounds(field, type), on(field, { [FILTERS[order]]: value }));
  const { least, largest } = BOUNDS[type];
  return {
    true: within(operator),
    false: within(OPPOSITES[operator]),
    error: any(isNull(field), on(field, { lt: least }), on(field, { gt: largest })),
  };
}

/** `==` of two fields of one row. */
export function equalsField(
  a: Field,
  b: Field,
  isSameType: boolean,
  areRead: Condition<Where>,
  reference: unknown,
): Rails {
  const bothNull = a.isOptional && b.isOptional && all(isNull(a), isNull(b));
  const both = all(isNotNull(a), isNotNull(b), areRead);
  const equal = on(a, { equals: reference });
  return {
    true: any(bothNull, isSameType && all(both, equal)),
    false: any(
      all(isNull(a), isNotNull(b)),
      all(isNotNull(a), isNull(b)),
      isSameType ? all(both, { NOT: equal }) : both,
    ),
    error: false,
  };
}

/** The order of two numbers of one row. */
export function orderedByField(
  operator: Order,
  a: Field,
  b: Field,
  areRead: Condition<Where>,
  reference: unknown,
): Rails {
  const both = all(isNotNull(a), isNotNull(b), areRead);
  return {
    true: all(both, on(a, { [FILTERS[operator]]: reference })),
    false: all(both, on(a, { [FILTERS[OPPOSITES[operator]]]: reference })),
    error: any(isNull(a), isNull(b)),
  };
}

/** `startsWith`, `endsWith` and `contains`, for parts in which LIKE has no rules of its own. */
export function textTest(operator: string, field: Field, part: string): Rails {
  const test = on(field, { [operator]: part });
  const present = isNotNull(field);
  if (part === '') return { true: present, false: false, error: isNull(field) };
  return { true: all(present, test), false: all(present, { NOT: test }), error: isNull(field) };
}
