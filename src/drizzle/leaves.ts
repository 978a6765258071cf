import type { SQL } from 'drizzle-orm';
import type { Condition } from '../lists/Backend';
import { isEqual } from '../lists/constants';
import type { Call } from '../lists/Expression';
import { refuseOperator } from '../lists/refusePlan';
import { all, equalsAny, equalsOther, negated, ordered, orderedByMoment } from './compare';
import { isMoment, type Operand } from './Operand';
import type { Scalar } from './Scalar';
import { enter, type Scope } from './Scope';

type Rail = 'true' | 'false';

/** A condition on two operands that can be read: `false` where it is an error for all rows. */
type Leaf = (
  call: Call,
  operands: readonly [a: Operand, b: Operand],
  rail: Rail,
  scope: Scope,
) => Condition<SQL>;

/** `==`, which is never an error. */
export const equality: Leaf = ({ operator, operands }, [a, b], rail, scope) => {
  if (a.type === 'value' && b.type === 'value') {
    return isEqual(a.value, b.value) === (rail === 'true');
  }
  if (isMoment(a) !== isMoment(b)) return rail === 'false';
  if (a.type === 'scalar') {
    if (b.type === 'value') return equalsAny(a.scalar, [b.value], rail);
    if (b.type === 'moment') return orderedByMoment('eq', a.scalar, b.moment, rail);
    if (b.type === 'scalar' && areComparable(a.scalar, b.scalar)) {
      return equalsOther(a.scalar, b.scalar, rail);
    }
  }
  if (b.type === 'value' && (b.value === null || typeof b.value !== 'object')) {
    // A list is equal to no simple value.
    if (a.type === 'items') return rail === 'false';
    if (a.type === 'parent') {
      const isThere = enter(a.parents.slice(-1), scope).wrap(true);
      if (b.value !== null) return rail === 'false';
      return rail === 'true' ? negated(isThere) : isThere;
    }
  }
  throw refuseOperator(scope.kind, operator, operands);
};

/** JSON may be of any type, and a text may be the ISO text of a moment. */
function areComparable({ type: a }: Scalar, { type: b }: Scalar): boolean {
  if (a === 'json' || b === 'json') return false;
  return !(a === 'text' && b === 'moment') && !(a === 'moment' && b === 'text');
}

/** `<`, `<=`, `>` and `>=`: an error where one of the two is null, or of another type. */
export const order: Leaf = ({ operator, operands }, [a, b], rail, scope) => {
  if (a.type === 'parent' || a.type === 'items') return false;
  if (a.type !== 'scalar' || a.scalar.type === 'json') {
    throw refuseOperator(scope.kind, operator, operands);
  }
  const { scalar, isStrict } = a;
  if (b.type === 'moment') return isStrict && orderedByMoment(operator, scalar, b.moment, rail);
  const isTextOfMoment = scalar.type === 'moment' && !isStrict;
  // Without timestamp(), texts would be compared, which is seldom meant.
  if (isTextOfMoment || (b.type === 'scalar' && ['json', 'moment'].includes(b.scalar.type))) {
    const areMoments =
      isStrict && b.type === 'scalar' && b.isStrict && b.scalar.type === scalar.type;
    if (!areMoments) throw refuseOperator(scope.kind, operator, operands);
  }
  if (b.type === 'scalar') {
    if (b.scalar.type !== scalar.type) return false;
    return all(b.scalar.sound, ordered(operator, scalar, b.scalar.exact, rail));
  }
  if (b.type !== 'value' || scalar.type === 'moment') return false;
  const bound = scalar.bind(b.value);
  return bound === undefined ? false : ordered(operator, scalar, bound, rail);
};

/** `startsWith`, `endsWith`, `contains`: an error for what is no text. */
export const textTest: Leaf = ({ operator, operands }, [a, b], rail, scope) => {
  const isText = a.type === 'scalar' && !['json', 'moment'].includes(a.scalar.type);
  if (!isText || b.type !== 'value') throw refuseOperator(scope.kind, operator, operands);
  const { type, exact, present, sound } = a.scalar;
  if (type !== 'text' || typeof b.value !== 'string') return false;
  if (b.value === '') return rail === 'true' && all(present, sound);
  const { dialect } = scope;
  const tests = {
    startsWith: dialect.startsWith,
    endsWith: dialect.endsWith,
    contains: dialect.contains,
  };
  if (!isTest(operator)) throw refuseOperator(scope.kind, operator, operands);
  const test = tests[operator](exact, b.value);
  return all(sound, rail === 'true' ? test.holds : test.fails);
};

export function isTest(operator: string): operator is 'startsWith' | 'endsWith' | 'contains' {
  return ['startsWith', 'endsWith', 'contains'].includes(operator);
}
