import type { Value } from '../base/value';
import { isEqual, isList, orderOf, sizeOf } from './constants';

/**
 * The value of an operator whose operands are all values: `undefined` if it can't be evaluated, and
 * `'unknown'` if it is not one of those that are worked out here. The PDP leaves such calls in a
 * plan inside of `?:`, and unrolled loops make some.
 */
export function foldCall(
  operator: string,
  operands: readonly Value[],
): { readonly value: Value } | undefined | 'unknown' {
  const fold = Object.hasOwn(FOLDS, operator) ? FOLDS[operator] : undefined;
  const [a, b] = operands;
  if (fold === undefined || a === undefined) return 'unknown';
  const value = fold(a, b);
  return value === undefined ? undefined : { value };
}

type Fold = (a: Value, b: Value | undefined) => Value | undefined;

const FOLDS: Readonly<Record<string, Fold>> = {
  eq: (a, b) => (b === undefined ? undefined : isEqual(a, b)),
  ne: (a, b) => (b === undefined ? undefined : !isEqual(a, b)),
  lt: ordered((order) => order < 0),
  le: ordered((order) => order <= 0),
  gt: ordered((order) => order > 0),
  ge: ordered((order) => order >= 0),
  in: (a, b) => (b !== undefined && isList(b) ? b.some((item) => isEqual(a, item)) : undefined),
  startsWith: onTexts((text, part) => text.startsWith(part)),
  endsWith: onTexts((text, part) => text.endsWith(part)),
  contains: onTexts((text, part) => text.includes(part)),
  size: sizeOf,
};

function ordered(holds: (order: number) => boolean): Fold {
  return (a, b) => {
    const order = b === undefined ? undefined : orderOf(a, b);
    return order === undefined ? undefined : holds(order);
  };
}

function onTexts(holds: (text: string, part: string) => boolean): Fold {
  return (a, b) => (typeof a === 'string' && typeof b === 'string' ? holds(a, b) : undefined);
}
