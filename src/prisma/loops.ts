import type { Value } from '../base/value';
import { isList } from '../lists/constants';
import { ERROR, type Expression, isCallOf } from '../lists/Expression';

/** A loop without its body, which is asked for itself. `!=` errs where `==` does. */
export function withoutBody(expression: Expression): Expression {
  if (expression.type !== 'call') return expression;
  const { operator, operands, variable } = expression;
  if (operator === 'ne') return { ...expression, operator: 'eq' };
  const [list = ERROR] = operands;
  if (variable === undefined) return expression;
  return { ...expression, operands: [list, { type: 'value', value: false }] };
}

/** The values of a body that says `item == value`, or `item in values`. */
export function valuesOf(body: Expression, variable: string): readonly Value[] | undefined {
  if (body.type === 'value' && body.value === false) return [];
  const read = isCallOf(body, 'not') ? body.operands[0] : body;
  if (read?.type !== 'call') return undefined;
  const wanted = read === body ? ['eq', 'in'] : ['ne'];
  const [item, value] = read.operands;
  const isItem = item?.type === 'variable' && item.name === variable && item.path.length === 0;
  if (!isItem || value?.type !== 'value' || !wanted.includes(read.operator)) return undefined;
  if (read.operator !== 'in') return [value.value];
  return isList(value.value) ? value.value : undefined;
}
