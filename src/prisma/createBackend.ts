import { isRecord, type Value } from '../base/value';
import type { Backend, Doubt } from '../lists/Backend';
import { isList } from '../lists/constants';
import {
  attributeOf,
  type Call,
  describe,
  ERROR,
  type Expression,
  isCallOf,
  ITEM,
} from '../lists/Expression';
import { refuseOperator } from '../lists/refusePlan';
import { type Evaluation, translate } from '../lists/translate';
import {
  containsAny,
  equalsAny,
  idEqualsAny,
  isOrder,
  isRounded,
  ordered,
  textTest,
} from './compare';
import { comparedFields, comparedMoments } from './compareOperands';
import { kindOf } from './FieldType';
import { valuesOf, withoutBody } from './loops';
import { find, type Found, type Scope } from './Scope';
import {
  all,
  any,
  ERRS,
  isAbsent,
  isNotNull,
  isNull,
  isThere,
  logic,
  on,
  type Rails,
  railsOfSome,
  railsThrough,
  type Where,
} from './Where';

// A loop has rules of its own only where a plan joins them, which is outside of it.
const IN_LOOP: Evaluation = { isStrict: false };
const TESTS = ['startsWith', 'endsWith', 'contains'];
// Of more, Prisma makes several queries.
const MOST_VALUES = 1000;

/** What a plan says of one row, or of one item of a loop, as a `where` of Prisma. */
export function createBackend(scope: Scope): Backend<Where> {
  const refused = ({ operator, operands }: Call) => refuseOperator(scope.kind, operator, operands);

  const railsOf = (expression: Expression): Rails => {
    if (expression.type !== 'call') return bare(expression);
    const { operator, operands } = expression;
    if (operands.some(({ type }) => type === 'error')) return ERRS;
    if (expression.variable !== undefined) return repeated(expression);
    if (operator === 'in') return contained(expression);
    if (operator === 'eq' || isOrder(operator)) return compared(expression, operator);
    if (TESTS.includes(operator)) return tested(expression);
    throw refused(expression);
  };

  /** An attribute in the place of a condition. */
  const bare = (expression: Expression): Rails => {
    const found = find(expression, scope);
    if (found === undefined) return ERRS;
    if (found.type !== 'field' || found.as !== 'boolean') return ERRS;
    const { field, parents } = found;
    const is = (value: boolean) => all(isNotNull(field), on(field, { equals: value }));
    return railsThrough(parents, { true: is(true), false: is(false), error: isNull(field) });
  };

  const compared = (expression: Call, operator: 'eq' | 'lt' | 'le' | 'gt' | 'ge'): Rails => {
    const [a = ERROR, b = ERROR] = expression.operands;
    if (isCallOf(a, 'timestamp')) return comparedMoments(scope, expression, operator, a, b);
    const found = find(a, scope);
    if (found === undefined) throw refused(expression);
    const { parents } = found;
    if (b.type !== 'value')
      return railsThrough(parents, comparedFields(scope, expression, found, b, operator));
    if (found.type === 'field') {
      const { field, as } = found;
      requireSimple(expression, [b.value]);
      if (operator === 'eq') return railsThrough(parents, equal(found, [b.value]));
      // Whether the database orders texts as policies do depends on its collation.
      if (as === 'id' || kindOf(as) === 'string') {
        if (typeof b.value === 'string') throw refused(expression);
        return ERRS;
      }
      if (as === 'boolean') {
        if (typeof b.value === 'boolean') throw refused(expression);
        return ERRS;
      }
      return railsThrough(parents, ordered(operator, field, as, b.value));
    }
    if (operator !== 'eq') return ERRS;
    // What is equal to a whole list or a map, Prisma can't say.
    if (isList(b.value) || isRecord(b.value)) throw refused(expression);
    if (found.type !== 'parent' || b.value !== null) {
      return railsThrough(parents, { true: false, false: true, error: false });
    }
    const { relation } = found;
    return railsThrough(parents, {
      true: isAbsent(relation),
      false: isThere(relation),
      error: false,
    });
  };

  const equal = (found: Extract<Found, { type: 'field' }>, values: readonly Value[]): Rails =>
    found.as === 'id' ? idEqualsAny(found.field, values) : equalsAny(found.field, found.as, values);

  const tested = (expression: Call): Rails => {
    const [a = ERROR, b = ERROR] = expression.operands;
    const found = find(a, scope);
    if (found === undefined || b.type !== 'value') throw refused(expression);
    if (found.type !== 'field' || typeof b.value !== 'string') return ERRS;
    if (found.as !== 'id' && kindOf(found.as) !== 'string') return ERRS;
    // LIKE has wildcards.
    if (found.as !== 'text' || /[%_\\\0]/.test(b.value)) throw refused(expression);
    return railsThrough(found.parents, textTest(expression.operator, found.field, b.value));
  };

  const contained = (expression: Call): Rails => {
    const [item = ERROR, list = ERROR] = expression.operands;
    if (list.type === 'value' && isList(list.value)) {
      const found = find(item, scope);
      if (found?.type !== 'field') throw refused(expression);
      requireSimple(expression, list.value);
      return railsThrough(found.parents, equal(found, list.value));
    }
    if (isCallOf(list, 'list')) {
      const parts = list.operands.map((other) =>
        other.type === 'error'
          ? ERRS
          : item.type === 'value'
            ? compared({ ...expression, operator: 'eq', operands: [other, item] }, 'eq')
            : compared({ ...expression, operator: 'eq', operands: [item, other] }, 'eq'),
      );
      // If one of them can't be read, the whole is an error, whatever the others are.
      const read = parts.map((part) => any(part.true, part.false));
      return {
        true: all(any(...parts.map((part) => part.true)), ...read),
        false: all(...parts.map((part) => part.false)),
        error: any(...parts.map((part) => part.error)),
      };
    }
    const found = find(list, scope);
    if (item.type !== 'value' || found === undefined) throw refused(expression);
    requireSimple(expression, [item.value]);
    if (found.type === 'list') {
      if (item.value === null) throw refused(expression);
      return railsThrough(found.parents, containsAny(found.field, found.as, [item.value]));
    }
    if (found.type !== 'rows') throw refused(expression);
    const inner = inLoop(found, ITEM);
    const body = find({ type: 'variable', name: ITEM, path: [] }, inner);
    if (body?.type !== 'field' || body.as === 'id') throw refused(expression);
    const rails = equalsAny(body.field, body.as, [item.value]);
    return railsThrough(found.parents, railsOfSome(found.relation, rails));
  };

  const repeated = (expression: Call): Rails => {
    const [list = ERROR, body = ERROR] = expression.operands;
    const { variable = '' } = expression;
    if (expression.operator !== 'exists') throw refused(expression);
    const found = find(list, scope);
    if (found === undefined || found.type === 'parent') throw refused(expression);
    // `exists` over what is no list is an error.
    if (found.type === 'field') return ERRS;
    if (found.type === 'list') {
      const values = valuesOf(body, variable);
      // Whether an item is null, Prisma can't say.
      if (values === undefined || values.includes(null)) throw refused(expression);
      requireSimple(expression, values);
      return railsThrough(found.parents, containsAny(found.field, found.as, values));
    }
    const inner = createBackend(inLoop(found, variable));
    const rails: Rails = {
      true: translate(body, 'true', inner, IN_LOOP),
      false: translate(body, 'false', inner, IN_LOOP),
      error: translate(body, 'error', inner, IN_LOOP),
    };
    return railsThrough(found.parents, railsOfSome(found.relation, rails));
  };

  const inLoop = (found: Extract<Found, { type: 'rows' }>, name: string): Scope => ({
    ...scope,
    model: found.relation.type,
    attributes: undefined,
    variable: { name, item: found.item },
  });

  const requireSimple = (expression: Call, values: readonly Value[]): void => {
    const isSimple = (value: Value) => value === null || typeof value !== 'object';
    if (!values.every(isSimple) || values.some(isRounded) || values.length > MOST_VALUES) {
      throw refused(expression);
    }
  };

  const doubtOf = (expression: Expression): Doubt | undefined => {
    const { error } = railsOf(withoutBody(expression));
    if (error === false) return undefined;
    return {
      attribute: attributeOf(expression) ?? describe(expression),
      operator: expression.type === 'call' ? expression.operator : '',
    };
  };

  return {
    ...logic,
    leaf: (expression, rail) => railsOf(expression)[rail],
    doubtOf,
    inside(list, variable) {
      const found = find(list, scope);
      if (found?.type === 'rows') return createBackend(inLoop(found, variable));
      // What the items of a list in a field are compared with is never an error.
      return NEVER;
    },
  };
}

const NEVER: Backend<Where> = {
  ...logic,
  leaf: () => false,
  doubtOf: () => undefined,
  inside: () => NEVER,
};
