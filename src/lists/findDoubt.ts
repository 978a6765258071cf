import type { Backend, Doubt } from './Backend';
import type { Expression } from './Expression';

/**
 * Finds a `not` whose operand may be an error. A plan does not say whether such a `not` is a `!`,
 * for which an error is an error, or a DENY rule or a `none`, for which an error is as good as
 * false. Read as a `!`, a row that makes it an error is left out, though a check may allow it.
 */
export function findDoubt<C extends object>(
  expression: Expression,
  backend: Backend<C>,
): Doubt | undefined {
  if (expression.type !== 'call') return undefined;
  const { operator, operands } = expression;
  const [first] = operands;
  if (operator === 'not' && first !== undefined) {
    return doubtIn(first, backend) ?? findDoubt(first, backend);
  }
  if (isJunction(operator)) {
    return firstOf(operands, (operand) => findDoubt(operand, backend));
  }
  return inLoop(expression, backend, findDoubt);
}

/** Why an expression may be an error for some row. */
function doubtIn<C extends object>(expression: Expression, backend: Backend<C>): Doubt | undefined {
  switch (expression.type) {
    case 'error':
      return { attribute: '', operator: '' };
    case 'value':
      return undefined;
    case 'call':
      if (isJunction(expression.operator) || expression.operator === 'not') {
        return firstOf(expression.operands, (operand) => doubtIn(operand, backend));
      }
      return backend.doubtOf(expression) ?? inLoop(expression, backend, doubtIn);
    default:
      return backend.doubtOf(expression);
  }
}

function isJunction(operator: string): boolean {
  return operator === 'and' || operator === 'or' || operator === 'if';
}

function inLoop<C extends object>(
  expression: Expression,
  backend: Backend<C>,
  find: (body: Expression, backend: Backend<C>) => Doubt | undefined,
): Doubt | undefined {
  if (expression.type !== 'call' || expression.variable === undefined) return undefined;
  const [list, body] = expression.operands;
  if (list === undefined || body === undefined) return undefined;
  return find(body, backend.inside(list, expression.variable));
}

function firstOf<Item>(
  items: readonly Item[],
  find: (item: Item) => Doubt | undefined,
): Doubt | undefined {
  for (const item of items) {
    const doubt = find(item);
    if (doubt !== undefined) return doubt;
  }
  return undefined;
}
