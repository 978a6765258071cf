import { type SQL, sql } from 'drizzle-orm';
import type { Backend, Condition, Doubt } from '../lists/Backend';
import { isList } from '../lists/constants';
import {
  attributeOf,
  call,
  type Call,
  describe,
  ERROR,
  type Expression,
  isCallOf,
  loop,
  MEMBER,
} from '../lists/Expression';
import { refuseOperator } from '../lists/refusePlan';
import { type Evaluation, translate } from '../lists/translate';
import { all, any, equalsAny, isNotTrue, isOrder, logic, negated } from './compare';
import { equality, isTest, order, textTest } from './leaves';
import { isMoment, type Operand, operandOf } from './Operand';
import { enter, existsRow, type Items, openRows, type Parent, type Scope } from './Scope';

type Rail = 'true' | 'false';

// A loop has rules of its own only where a plan joins them, which is outside of it.
const IN_LOOP: Evaluation = { isStrict: false };

/** What a plan says of one row, or of one item of a loop, as SQL. */
export function createBackend(scope: Scope): Backend<SQL> {
  const refused = ({ operator, operands }: Call) => refuseOperator(scope.kind, operator, operands);

  const leaf = (expression: Expression, rail: Rail): Condition<SQL> => {
    if (expression.type !== 'call') return bare(expression, rail);
    const { operator, operands } = expression;
    if (expression.variable !== undefined) return repeated(expression, rail);
    if (operator === 'in') return contained(expression, rail);
    const test =
      operator === 'eq'
        ? equality
        : isOrder(operator)
          ? order
          : isTest(operator)
            ? textTest
            : undefined;
    if (test === undefined) throw refused(expression);
    return withOperands(operands, ([a, b]) => {
      if (a === undefined || b === undefined) throw refused(expression);
      return test(expression, [a, b], rail, scope);
    });
  };

  /** Opens the rows that the operands are in, and requires what must be there. */
  const withOperands = (
    expressions: readonly Expression[],
    condition: (operands: readonly Operand[]) => Condition<SQL>,
  ): Condition<SQL> => {
    const operands = expressions.map((expression) => operandOf(expression, scope));
    if (operands.some(({ type }) => type === 'error')) return false;
    const { wrap } = enter(operands.flatMap(parentsOf), scope);
    return wrap(all(...operands.flatMap(requiredOf), condition(operands)));
  };

  /** An attribute in the place of a condition. */
  const bare = (expression: Expression, rail: Rail): Condition<SQL> =>
    withOperands([expression], ([operand]) => {
      const isBoolean = operand?.type === 'scalar' && isTruth(operand);
      return isBoolean && equalsAny(operand.scalar, [rail === 'true'], 'true');
    });

  const repeated = (expression: Call, rail: Rail): Condition<SQL> => {
    const [list = ERROR, body = ERROR] = expression.operands;
    const operand = operandOf(list, scope);
    if (operand.type === 'parent') throw refused(expression);
    // `exists` over what is no list is an error.
    if (operand.type !== 'items') return false;
    const { from, sound } = operand;
    const on = operand.on === undefined ? [] : [operand.on];
    const inner = createBackend(inLoop(operand, expression.variable ?? ''));
    const railOf = (of: Rail) => translate(body, of, inner, IN_LOOP);
    const { wrap } = enter(operand.parents, scope);
    if (expression.operator === 'exists') {
      return wrap(
        all(
          sound,
          rail === 'true'
            ? existsRow(from, on, railOf('true'))
            : negated(existsRow(from, on, isNotTrue(railOf('false')))),
        ),
      );
    }
    const isTrue = railOf('true');
    const isUndecided = isNotTrue(any(isTrue, railOf('false')));
    const where =
      typeof isTrue === 'boolean' ? [...on, sql.raw(isTrue ? '1 = 1' : '1 = 0')] : [...on, isTrue];
    const count = sql`(select count(*) from ${from} where ${sql.join(where, sql` and `)})`;
    return wrap(
      all(
        sound,
        negated(existsRow(from, on, isUndecided)),
        rail === 'true' ? sql`(${count} = 1)` : sql`(${count} <> 1)`,
      ),
    );
  };

  const inLoop = (
    items: Items & { readonly parents: readonly Parent[] },
    variable: string,
  ): Scope => {
    const { scope: around } = enter(items.parents, scope);
    const inside = items.table === undefined ? around : openRows(items.table, around);
    return {
      ...inside,
      variables: new Map([...inside.variables, [variable, items.item]]),
      depth: inside.depth + 1,
    };
  };

  const contained = (expression: Call, rail: Rail): Condition<SQL> => {
    const [item = ERROR, list = ERROR] = expression.operands;
    if (list.type === 'value' && isList(list.value)) {
      const values = list.value;
      return withOperands([item], ([operand]) => {
        if (operand?.type !== 'scalar') throw refused(expression);
        if (isMoment(operand)) return rail === 'false';
        return equalsAny(operand.scalar, values, rail);
      });
    }
    if (isCallOf(list, 'list')) {
      // If one of them can't be read, the whole is an error, whatever the others are.
      return withOperands([item, ...list.operands], ([one, ...others]) => {
        const parts = others.map((other) => {
          if (one === undefined) throw refused(expression);
          return equality(
            expression,
            one.type === 'value' ? [other, one] : [one, other],
            rail,
            scope,
          );
        });
        return rail === 'true' ? any(...parts) : all(...parts);
      });
    }
    // Where the item can't be read, it is an error also if the list is empty.
    return withOperands([item], (operands) => {
      const around = enter(operands.flatMap(parentsOf), scope).scope;
      const isItem = call('eq', { type: 'variable', name: MEMBER, path: [] }, item);
      return all(
        ...operands.map(isRead),
        createBackend(around).leaf(loop('exists', list, MEMBER, isItem), rail),
      );
    });
  };

  const doubtOf = (expression: Expression): Doubt | undefined => {
    const doubt = {
      attribute: attributeOf(expression) ?? describe(expression),
      operator: expression.type === 'call' ? expression.operator : '',
    };
    const isLoop = expression.type === 'call' && expression.variable !== undefined;
    const read = operandsOf(expression).slice(0, isLoop ? 1 : undefined);
    const operands = read.map((operand) => operandOf(operand, scope));
    const isTotal = isLoop || ['eq', 'ne', 'in'].includes(doubt.operator);
    const mayErr = (operand: Operand) =>
      operand.type === 'error' ||
      parentsOf(operand).length > 0 ||
      (operand.type === 'scalar' && operand.scalar.nullable && (operand.isStrict || !isTotal));
    if (operands.some(mayErr)) return doubt;
    if (isTotal) return undefined;
    const types = new Set(operands.map(typeOf));
    const [type] = types;
    const isRight =
      expression.type !== 'call' ? type === 'boolean' : !isTest(doubt.operator) || type === 'text';
    return types.size === 1 && isRight ? undefined : doubt;
  };

  return {
    ...logic,
    leaf: (expression, rail) =>
      rail === 'error'
        ? isNotTrue(any(leaf(expression, 'true'), leaf(expression, 'false')))
        : leaf(expression, rail),
    doubtOf,
    inside(list, variable) {
      const operand = operandOf(list, scope);
      return createBackend(operand.type === 'items' ? inLoop(operand, variable) : scope);
    },
  };
}

/** The rows that must be there. Of what is a row itself, it is asked whether it is there. */
function parentsOf(operand: Operand): readonly Parent[] {
  return operand.type === 'parent' ? operand.parents.slice(0, -1) : operand.parents;
}

/** Also where no item is compared with it. */
function isRead(operand: Operand): Condition<SQL> {
  if (operand.type !== 'scalar' || operand.scalar.readable === undefined) return true;
  const { nullable, absent, readable } = operand.scalar;
  return any(nullable && absent, readable);
}

function requiredOf(operand: Operand): (SQL | undefined)[] {
  if (operand.type === 'items') return [operand.sound];
  if (operand.type !== 'scalar' || !operand.isStrict) return [];
  return [operand.scalar.nullable ? operand.scalar.present : undefined, operand.scalar.sound];
}

function isTruth({ scalar }: Extract<Operand, { type: 'scalar' }>): boolean {
  return scalar.type === 'boolean' || scalar.type === 'json';
}

function operandsOf(expression: Expression): readonly Expression[] {
  if (expression.type !== 'call') return [expression];
  return expression.operands.flatMap((operand) =>
    isCallOf(operand, 'list') ? operand.operands : [operand],
  );
}

function typeOf(operand: Operand): string {
  if (isMoment(operand)) return 'moment';
  // A moment is text for policies, where it stands without timestamp().
  if (operand.type === 'scalar') {
    return operand.scalar.type === 'moment' ? 'text' : operand.scalar.type;
  }
  if (operand.type !== 'value') return operand.type;
  return typeof operand.value === 'string' ? 'text' : typeof operand.value;
}
