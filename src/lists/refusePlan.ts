import { UntranslatablePlanError } from '../base/errors';
import { attributeOf, describe, type Expression } from './Expression';

/** What is in the way, and what to write instead. */
export interface Refusal {
  /** The end of "The plan can't become a query: …". */
  readonly because: string;
  /** A sentence that says what to write instead. */
  readonly instead: string;
  readonly attribute?: string | undefined;
  readonly operator?: string | undefined;
}

const CHECKS = 'To keep the policy, list by checks: they work with every policy.';

/** The error for what has no exact translation. It quotes no value, since it may be the caller's. */
export function refusePlan(kind: string, refusal: Refusal): UntranslatablePlanError {
  const { because, instead, attribute, operator } = refusal;
  return new UntranslatablePlanError({
    message: `The plan for the kind ${JSON.stringify(kind)} can't become a query: ${because}. ${instead} ${CHECKS}`,
    kind,
    attribute,
    operator,
  });
}

/** The error for an operator that no query says exactly. */
export function refuseOperator(
  kind: string,
  operator: string,
  operands: readonly Expression[],
): UntranslatablePlanError {
  const attribute = operands.map(attributeOf).find((name) => name !== undefined);
  const on = operands.map(describe).find((name) => name !== '');
  const subject = `its condition uses ${JSON.stringify(operator)}${on === undefined ? '' : ` on ${on}`}`;
  return refusePlan(kind, { because: subject, instead: remedyOf(operator), attribute, operator });
}

const ARITHMETIC = ['add', 'sub', 'mult', 'div', 'mod', '-_'];
const TEXT = [
  'lowerAscii',
  'upperAscii',
  'lower',
  'upper',
  'trim',
  'replace',
  'substring',
  'matches',
];
const TIME = ['timeSince', 'duration', 'getFullYear', 'getMonth', 'getHours', 'getDayOfWeek'];

function remedyOf(operator: string): string {
  if (ARITHMETIC.includes(operator)) {
    return 'A plan does not say whether a number is an integer. Store the result in a column of its own, and compare that.';
  }
  if (TEXT.includes(operator)) {
    return 'Databases do this in other ways than policies. Store the changed text in a column of its own, and compare that with ==.';
  }
  if (TIME.includes(operator)) {
    return 'Compare moments: timestamp(R.attr.createdAt) > now() - duration("24h").';
  }
  if (operator === 'if') return 'Write the two cases with && and ||.';
  return 'Write the condition with ==, !=, <, in, startsWith, contains, endsWith, exists, &&, || and !.';
}
