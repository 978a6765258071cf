import { warnOnce } from '../base/development';
import type { Doubt } from './Backend';
import { refusePlan } from './refusePlan';

/** What to do with rows for which a plan does not say what a check says. */
export type OnDoubt = 'narrow' | 'refuse';

/**
 * Tells once in development that a list may leave rows out, or refuses the plan.
 *
 * @throws UntranslatablePlanError if doubts are refused.
 */
export function settleDoubt(kind: string, doubt: Doubt, onDoubt: OnDoubt): void {
  const { attribute, operator } = doubt;
  const place = attribute === '' ? 'a missing attribute of the principal' : `R.attr.${attribute}`;
  const part = operator === '' ? place : `${JSON.stringify(operator)} on ${place}`;
  const because = `a DENY rule, a none or a ! has ${part}, which is an error where it is null. A check skips a DENY rule that can't be evaluated, and the plan does not say whether it is one`;
  const instead =
    'Make the column NOT NULL, or compare with == or != (such as R.attr.archived == true).';
  if (onDoubt === 'refuse') throw refusePlan(kind, { because, instead, attribute, operator });
  warnOnce(
    `The list of ${JSON.stringify(kind)} may leave out rows that a check allows: ${because}. ${instead} Pass onDoubt: 'refuse' to get an error in place of this warning.`,
  );
}
