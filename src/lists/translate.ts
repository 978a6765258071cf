import type { Value } from '../base/value';
import { allOf, anyOf, type Backend, type Condition, type Rail } from './Backend';
import { ERROR, type Expression } from './Expression';

/** How the PDP evaluates policies. */
export interface Evaluation {
  /** Is `engine.strictEvaluation` on: does a rule that can't be evaluated deny the action? */
  readonly isStrict: boolean;
}

/**
 * The condition that holds where an expression is true, is false, or is an error, by CEL's rules:
 * `false && error` is false, `true || error` is true, `!error` is an error, and of `?:` only the
 * branch taken counts.
 *
 * @throws UntranslatablePlanError from a leaf.
 */
export function translate<C extends object>(
  expression: Expression,
  rail: Rail,
  backend: Backend<C>,
  evaluation: Evaluation,
): Condition<C> {
  const on = (operand: Expression, of: Rail) => translate(operand, of, backend, evaluation);
  const all = (...conditions: readonly Condition<C>[]) => allOf(conditions, backend);
  const any = (...conditions: readonly Condition<C>[]) => anyOf(conditions, backend);

  /** One operand decides, as `false` does for `&&`; else an error counts. */
  const junction = (operands: readonly Expression[], decisive: 'true' | 'false') => {
    const other = decisive === 'true' ? 'false' : 'true';
    if (rail === other) return all(...operands.map((operand) => on(operand, other)));
    const errors = () => operands.map((operand) => on(operand, 'error'));
    if (rail === 'error') {
      const undecided = operands.map((operand) => any(on(operand, other), on(operand, 'error')));
      return all(any(...errors()), ...undecided);
    }
    const decided = any(...operands.map((operand) => on(operand, decisive)));
    if (!evaluation.isStrict) return decided;
    // The plan joins rules as it joins the parts of one condition, and a rule that can't be
    // evaluated denies.
    const evaluated = operands.map((operand) => any(on(operand, 'true'), on(operand, 'false')));
    return all(decided, ...evaluated);
  };

  switch (expression.type) {
    case 'value':
      return isValue(expression.value, rail);
    case 'error':
      return rail === 'error';
    case 'call':
      break;
    default:
      return backend.leaf(expression, rail);
  }
  const { operator, operands } = expression;
  const [first = ERROR, second = ERROR, third = ERROR] = operands;
  switch (operator) {
    case 'and':
      return junction(operands, 'false');
    case 'or':
      return junction(operands, 'true');
    case 'not':
      return on(first, opposite(rail));
    case 'ne':
      return backend.leaf({ ...expression, operator: 'eq' }, opposite(rail));
    case 'if':
      return any(
        rail === 'error' && on(first, 'error'),
        all(on(first, 'true'), on(second, rail)),
        all(on(first, 'false'), on(third, rail)),
      );
    default:
      return backend.leaf(expression, rail);
  }
}

/** Another value than a boolean in the place of a condition is an error. */
function isValue(value: Value, rail: Rail): boolean {
  return rail === 'error' ? typeof value !== 'boolean' : value === (rail === 'true');
}

function opposite(rail: Rail): Rail {
  if (rail === 'error') return rail;
  return rail === 'true' ? 'false' : 'true';
}
