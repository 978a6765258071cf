import { type SQL, sql } from 'drizzle-orm';
import type { Value } from '../base/value';
import { type Moment, readMoment } from '../lists/constants';
import { attributeOf, describe, ERROR, type Expression } from '../lists/Expression';
import { refuseOperator, refusePlan } from '../lists/refusePlan';
import { logic } from './compare';
import { scalar as makeScalar, type Scalar } from './Scalar';
import { find, type Items, type Parent, type Scope } from './Scope';

/** What an operator is applied to. */
export type Operand = { readonly parents: readonly Parent[] } & (
  | { readonly type: 'value'; readonly value: Value }
  | { readonly type: 'moment'; readonly moment: Moment }
  /** If it is strict, where it is NULL there is an error in place of `null`. */
  | { readonly type: 'scalar'; readonly scalar: Scalar; readonly isStrict: boolean }
  | { readonly type: 'parent' }
  | Items
  | { readonly type: 'error' }
);

/** Is it what `timestamp()` makes? A column of dates alone is text for policies, and equal to none. */
export function isMoment(operand: Operand): boolean {
  if (operand.type === 'moment') return true;
  return operand.type === 'scalar' && operand.scalar.type === 'moment' && operand.isStrict;
}

/** @throws UntranslatablePlanError if no column holds it, or if it is another operator. */
export function operandOf(expression: Expression, scope: Scope): Operand {
  switch (expression.type) {
    case 'value':
      return { type: 'value', value: expression.value, parents: [] };
    case 'error':
      return { type: 'error', parents: [] };
    case 'call': {
      const [of = ERROR] = expression.operands;
      if (expression.operator === 'timestamp') return momentOf(of, scope);
      if (expression.operator === 'size') return sizeOf(of, scope);
      throw refuseOperator(scope.kind, expression.operator, expression.operands);
    }
    default: {
      const found = find(expression, scope);
      if (found === undefined) throw refuseOperator(scope.kind, expression.type, [expression]);
      return found.type === 'scalar' ? { ...found, isStrict: false } : found;
    }
  }
}

function momentOf(expression: Expression, scope: Scope): Operand {
  if (expression.type === 'value') {
    const moment = readMoment(expression.value);
    return moment === undefined
      ? { type: 'error', parents: [] }
      : { type: 'moment', moment, parents: [] };
  }
  const operand = operandOf(expression, scope);
  if (operand.type !== 'scalar') return { type: 'error', parents: operand.parents };
  const { type } = operand.scalar;
  if (type === 'moment') return { ...operand, isStrict: true };
  if (type === 'number' || type === 'boolean') return { type: 'error', parents: operand.parents };
  throw refusePlan(scope.kind, {
    because: `its condition reads ${describe(expression)} as a moment, but its column holds text`,
    instead:
      "Use a column of dates that drizzle reads as Date: timestamp() in PostgreSQL, integer({ mode: 'timestamp' }) in SQLite.",
    attribute: attributeOf(expression),
    operator: 'timestamp',
  });
}

function sizeOf(expression: Expression, scope: Scope): Operand {
  const operand = operandOf(expression, scope);
  const { parents } = operand;
  const numberOf = (length: SQL, nullable: boolean, sound: SQL | undefined): Operand => ({
    type: 'scalar',
    scalar: makeScalar({
      type: 'number',
      nullable,
      raw: length,
      exact: length,
      bind: (value) => (typeof value === 'number' ? scope.dialect.bindNumber(value) : undefined),
      sound,
    }),
    isStrict: true,
    parents,
  });
  if (operand.type === 'items') {
    const { from, on, sound } = operand;
    const where = on === undefined ? sql`` : sql` where ${on}`;
    return numberOf(sql`(select count(*) from ${from}${where})`, false, sound);
  }
  if (operand.type !== 'scalar') return { type: 'error', parents };
  const { type, nullable, exact, sound: isText } = operand.scalar;
  if (type === 'json') throw refuseOperator(scope.kind, 'size', [expression]);
  if (type !== 'text') return { type: 'error', parents };
  const { length, sound } = scope.dialect.lengthOf(exact);
  const parts = [isText, sound].filter((part) => part !== undefined);
  return numberOf(length, nullable, parts.length === 0 ? undefined : logic.and(parts));
}
