import type { Plan } from '../ask/types/Plan';
import { invalidConfiguration } from '../base/errors';
import type { Expression } from './Expression';
import { createPlanReader } from './createPlanReader';

/**
 * Reads the plan of a kind: `true` if it allows every row, `false` if it allows none.
 *
 * @throws ConfigurationError `invalid_configuration` for a plan of another kind.
 * @throws UntranslatablePlanError if the condition has a form that is not known.
 */
export function readPlan(plan: Plan, kind: string): Expression | boolean {
  if (plan.resourceKind !== kind) {
    throw invalidConfiguration(
      `This plan is for the kind ${JSON.stringify(plan.resourceKind)}, but the columns are those of ${JSON.stringify(kind)}. Ask planResources for { resource: { kind: ${JSON.stringify(kind)} } }.`,
    );
  }
  return plan.match<Expression | boolean>({
    allowed: () => true,
    denied: () => false,
    conditional: (condition) => createPlanReader(kind, plan.principal).read(condition),
  });
}
