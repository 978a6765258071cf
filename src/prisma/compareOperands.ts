import { readMoment } from '../lists/constants';
import { type Call, ERROR, type Expression, isCallOf } from '../lists/Expression';
import { refuseOperator } from '../lists/refusePlan';

import { equalsField, orderedByField, orderedByMoment } from './compare';
import { isWithinBounds, kindOf } from './FieldType';
import { find, type Found, type Scope } from './Scope';
import { all, ERRS, type Rails, railsThrough } from './Where';

/** Two fields. Prisma compares those of one row only. */
export function comparedFields(
  scope: Scope,
  expression: Call,
  a: Found,
  other: Expression,
  operator: 'eq' | 'lt' | 'le' | 'gt' | 'ge',
): Rails {
  const b = find(other, scope);
  const areFields = a.type === 'field' && b?.type === 'field' && a.as !== 'id' && b.as !== 'id';
  // Prisma compares fields of one row only.
  if (!areFields || !isSamePath(a.parents, b.parents))
    throw refuseOperator(scope.kind, expression.operator, expression.operands);
  const isSameKind = kindOf(a.as) === kindOf(b.as);
  if (isSameKind && (a.as !== b.as || a.as === 'enum' || a.as === 'moment')) {
    throw refuseOperator(scope.kind, expression.operator, expression.operands);
  }
  const reference = scope.references(b.field);
  // An extension of the client may hide them, and Prisma takes `undefined` for no condition at all.
  if (reference === undefined)
    throw refuseOperator(scope.kind, expression.operator, expression.operands);
  const areRead = all(isWithinBounds(a.field, a.as), isWithinBounds(b.field, b.as));
  if (operator === 'eq') return equalsField(a.field, b.field, isSameKind, areRead, reference);
  if (!isSameKind) return ERRS;
  if (kindOf(a.as) !== 'number')
    throw refuseOperator(scope.kind, expression.operator, expression.operands);
  return orderedByField(operator, a.field, b.field, areRead, reference);
}

/** `timestamp()` of a field, and a moment. */
export function comparedMoments(
  scope: Scope,
  expression: Call,
  operator: 'eq' | 'lt' | 'le' | 'gt' | 'ge',
  { operands: [of = ERROR] }: Call,
  b: Expression,
): Rails {
  const found = find(of, scope);
  if (found === undefined || !isCallOf(b, 'timestamp'))
    throw refuseOperator(scope.kind, expression.operator, expression.operands);
  const [value = ERROR] = b.operands;
  const moment = value.type === 'value' ? readMoment(value.value) : undefined;
  if (moment === undefined)
    throw refuseOperator(scope.kind, expression.operator, expression.operands);
  if (found.type !== 'field') return ERRS;
  if (found.as === 'id' || found.as === 'uuid' || found.as === 'enum' || found.as === 'text') {
    throw refuseOperator(scope.kind, expression.operator, expression.operands);
  }
  if (found.as !== 'moment') return ERRS;
  return railsThrough(found.parents, orderedByMoment(operator, found.field, moment));
}

function isSamePath(a: Found['parents'], b: Found['parents']): boolean {
  return a.length === b.length && a.every((relation, at) => relation === b[at]);
}
