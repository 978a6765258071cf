import type { Plan } from '../ask/types/Plan';
import type { Backend, Condition } from './Backend';
import { findDoubt } from './findDoubt';
import { readPlan } from './readPlan';
import { type OnDoubt, settleDoubt } from './settleDoubt';
import { translate } from './translate';

/** How the PDP runs that makes the plans. */
export interface PlanSettings {
  /**
   * Set it if the PDP runs with `engine.strictEvaluation: true`. Then a rule that can't be evaluated
   * denies, and a plan does not say so.
   */
  readonly strictEvaluation?: boolean;
}

/** Settings of one query. */
export interface WhereOptions {
  /**
   * For a row that makes a part of the policy an error, such as `R.attr.age < 18` where `age` is
   * null, a plan does not say whether that part is a DENY rule, which a check skips. `'narrow'`
   * leaves the row out of the list, and says so once in development. `'refuse'` throws. Default:
   * `'narrow'`.
   */
  readonly onDoubt?: OnDoubt;
}

/** Makes the `where` of a mapping: the rows that a plan allows, as a condition of the database. */
export function createWhere<C extends object>(
  kind: string,
  backend: Backend<C>,
  { strictEvaluation = false }: PlanSettings,
): (plan: Plan, options?: WhereOptions) => Condition<C> {
  return (plan, { onDoubt = 'narrow' } = {}) => {
    const expression = readPlan(plan, kind);
    if (typeof expression === 'boolean') return expression;
    const condition = translate(expression, 'true', backend, { isStrict: strictEvaluation });
    const doubt = strictEvaluation ? undefined : findDoubt(expression, backend);
    if (doubt !== undefined) settleDoubt(kind, doubt, onDoubt);
    return condition;
  };
}
