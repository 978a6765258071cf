import type { Value } from '../base/value';

/**
 * The condition of a plan, read and simplified, so that each database translates the same few
 * forms.
 *
 * - The principal is filled in: what is left are values and what the row says.
 * - A value never stands before an attribute: `18 > R.attr.age` is `lt(age, 18)`.
 * - `in` over a value has a list. Loops over a value are unrolled. `all` is `not(exists(not …))`.
 */
export type Expression =
  | { readonly type: 'value'; readonly value: Value }
  /** `R.attr.owner.name`, also written `R.attr["owner"].name`. An empty path is `R.attr` itself. */
  | { readonly type: 'attribute'; readonly path: readonly string[] }
  /** `R.id` */
  | { readonly type: 'id' }
  /** The variable of the loop around it, or a member of it: `s.userId`. */
  | { readonly type: 'variable'; readonly name: string; readonly path: readonly string[] }
  | Call
  /** Can't be evaluated for any row: it reads an attribute that the principal does not have. */
  | { readonly type: 'error' };

/** An operator of CEL. A loop (`exists`, `exists_one`) has a variable, and its body as second operand. */
export interface Call {
  readonly type: 'call';
  readonly operator: string;
  readonly operands: readonly Expression[];
  readonly variable?: string;
}

/** The variable of a loop that stands for an operator. No variable of a policy has a space. */
export const ITEM = ' item';
/** The same for `in`, which may stand inside of such a loop and name its item. */
export const MEMBER = ' member';

export const ERROR: Expression = { type: 'error' };

export function valueOf(value: Value): Expression {
  return { type: 'value', value };
}

export function call(operator: string, ...operands: readonly Expression[]): Call {
  return { type: 'call', operator, operands };
}

export function not(operand: Expression): Expression {
  return isCallOf(operand, 'not') ? (operand.operands[0] ?? ERROR) : call('not', operand);
}

/** A loop over the items of a list. */
export function loop(
  operator: 'exists' | 'exists_one',
  list: Expression,
  variable: string,
  body: Expression,
): Call {
  return { type: 'call', operator, operands: [list, body], variable };
}

export function isCallOf(expression: Expression, operator: string): expression is Call {
  return expression.type === 'call' && expression.operator === operator;
}

/** The name of what a row says, as a message shows it: `R.attr.owner.name`. */
export function describe(expression: Expression): string {
  switch (expression.type) {
    case 'attribute':
      return ['R.attr', ...expression.path].join('.');
    case 'id':
      return 'R.id';
    case 'variable':
      return [ITEM, MEMBER].includes(expression.name)
        ? ''
        : [expression.name, ...expression.path].join('.');
    case 'call':
      return expression.operands.map(describe).find((name) => name !== '') ?? '';
    case 'value':
    case 'error':
      // The values may be the principal's.
      return '';
  }
}

/** The first attribute of the resource in an expression, as the mapping names it. */
export function attributeOf(expression: Expression): string | undefined {
  switch (expression.type) {
    case 'attribute':
      return expression.path.join('.');
    case 'call':
      return expression.operands.map(attributeOf).find((name) => name !== undefined);
    default:
      return undefined;
  }
}
