import type { Plan, PlanOperand } from '../ask/types/Plan';
import type { Value } from '../base/value';
import { isList, readMoment } from './constants';
import { call, ERROR, type Expression, isCallOf, ITEM, loop, not, valueOf } from './Expression';
import { foldCall } from './foldCall';
import { itemsOf, lookUp } from './lookUp';
import { itemOf, memberOf } from './memberOf';
import { refuseOperator, refusePlan } from './refusePlan';

/** What the variables of the loops around a node stand for. */
type Scope = ReadonlyMap<string, Expression>;

/** Reads the nodes of a plan's condition. */
export interface PlanReader {
  /** @throws UntranslatablePlanError if a node has a form that is not known. */
  read: (node: PlanOperand) => Expression;
}

// The other way round, with the operands changed.
const MIRRORED: Readonly<Record<string, string>> = {
  eq: 'eq',
  ne: 'ne',
  lt: 'gt',
  le: 'ge',
  gt: 'lt',
  ge: 'le',
};

const BOOLEAN = [
  ...['and', 'or', 'not', 'in', 'exists', 'exists_one', 'startsWith', 'endsWith', 'contains'],
  ...Object.keys(MIRRORED),
];

/** Makes a reader of plans about a kind. */
export function createPlanReader(kind: string, principal: Plan['principal']): PlanReader {
  const read = (node: PlanOperand, scope: Scope): Expression => {
    if ('operator' in node) return readCall(node.operator, node.operands, scope);
    return 'name' in node ? readName(node.name, scope) : valueOf(node.value);
  };

  const readName = (name: string, scope: Scope): Expression => {
    const [first = '', ...members] = name.split('.');
    const bound = scope.get(first);
    if (bound !== undefined) return members.reduce(memberOf, bound);
    const [holder, member, ...path] = first === 'request' ? members : [];
    if (holder === 'resource' && member === 'attr') return { type: 'attribute', path };
    if (holder === 'resource' && path.length === 0) {
      if (member === 'id') return { type: 'id' };
      if (member === 'kind') return valueOf(kind);
    }
    if (holder === 'principal') {
      if (member === 'attr') return path.reduce(memberOf, valueOf(principal.attr));
      if (member === 'id') return path.reduce(memberOf, valueOf(principal.id));
      if (member === 'roles') return path.reduce(memberOf, valueOf(principal.roles));
    }
    throw refusePlan(kind, {
      because: `its condition reads ${name}, which no column holds`,
      instead: 'Compare attributes of the resource with the principal.',
    });
  };

  const readCall = (operator: string, nodes: readonly PlanOperand[], scope: Scope): Expression => {
    switch (operator) {
      case 'exists':
      case 'all':
      case 'exists_one':
        return readLoop(operator, nodes, scope);
      case 'get-field':
        return readField(nodes, scope);
      case 'struct':
        return readStruct(nodes, scope);
      case 'lambda':
      case 'set-field':
        throw refuseOperator(kind, operator, []);
    }
    const operands = nodes.map((node) => read(node, scope));
    const [a = ERROR, b = ERROR] = operands;
    switch (operator) {
      case 'and':
      case 'or':
      case 'if':
        return call(operator, ...operands);
      case 'not':
        return not(a);
    }
    if (operands.some(({ type }) => type === 'error')) return ERROR;
    const looked = lookUp(operator, operands);
    if (looked !== undefined) return looked;
    switch (operator) {
      case 'now':
        // The planner writes the moment instead, but not inside of `?:`.
        return call('timestamp', valueOf(new Date().toISOString()));
      case 'list':
        return listOf(operands);
      case 'index':
        return itemOf(a, b);
      case 'in':
        return membership(a, b);
      case 'timestamp':
        return a.type === 'value' && readMoment(a.value) === undefined ? ERROR : call(operator, a);
      case 'hasIntersection':
        return a.type === 'value' ? intersection(b, a) : intersection(a, b);
      case 'isSubset':
        return subset(a, b);
    }
    return folded(operator, operands) ?? comparison(operator, a, b) ?? call(operator, ...operands);
  };

  /** A list or a map of the principal is gone through here: it is the same for all rows. */
  const readLoop = (
    operator: 'exists' | 'all' | 'exists_one',
    [listNode, lambda]: readonly PlanOperand[],
    scope: Scope,
  ): Expression => {
    const parts = lambda !== undefined && 'operands' in lambda ? lambda.operands : [];
    const [body, variable] = parts;
    if (
      listNode === undefined ||
      body === undefined ||
      variable === undefined ||
      !('name' in variable) ||
      parts.length !== 2
    ) {
      throw refuseOperator(kind, operator, []);
    }
    const { name } = variable;
    const list = read(listNode, scope);
    const bodyFor = (item: Expression) => read(body, new Map([...scope, [name, item]]));
    switch (list.type) {
      case 'error':
        return ERROR;
      case 'value': {
        const items = itemsOf(list.value);
        if (items === undefined) return ERROR;
        // An error in one of them is an error of the whole, which && and || don't say.
        if (operator === 'exists_one') throw refuseOperator(kind, operator, []);
        const bodies = items.map((item) => bodyFor(valueOf(item)));
        return call(operator === 'exists' ? 'or' : 'and', ...bodies);
      }
      case 'attribute':
      case 'variable': {
        const inner = bodyFor({ type: 'variable', name, path: [] });
        return operator === 'all'
          ? not(loop('exists', list, name, not(inner)))
          : loop(operator, list, name, inner);
      }
      default:
        throw refuseOperator(kind, operator, [list]);
    }
  };

  const readField = ([object, field]: readonly PlanOperand[], scope: Scope): Expression => {
    const name = field !== undefined && 'name' in field ? field.name : undefined;
    if (object === undefined || name === undefined) throw refuseOperator(kind, 'get-field', []);
    return memberOf(read(object, scope), name);
  };

  const readStruct = (nodes: readonly PlanOperand[], scope: Scope): Expression => {
    const members = nodes.map((node) => {
      const [key, value] = 'operands' in node ? node.operands.map((part) => read(part, scope)) : [];
      if (key?.type !== 'value' || typeof key.value !== 'string' || value === undefined) {
        throw refuseOperator(kind, 'struct', []);
      }
      return [key.value, value] as const;
    });
    const values: [string, Value][] = [];
    for (const [key, value] of members) {
      if (value.type === 'error') return ERROR;
      if (value.type !== 'value') throw refuseOperator(kind, 'struct', [value]);
      values.push([key, value.value]);
    }
    return valueOf(Object.fromEntries(values));
  };

  const membership = (item: Expression, list: Expression): Expression => {
    if (list.type !== 'value') return call('in', item, list);
    const items = itemsOf(list.value);
    if (items === undefined) return ERROR;
    return folded('in', [item, valueOf(items)]) ?? call('in', item, valueOf(items));
  };

  /** Have they an item in common? Lists that are always there: an absent one would be an error. */
  const intersection = (a: Expression, b: Expression): Expression => {
    if (a.type === 'value' && b.type === 'value') {
      const items = itemsOf(b.value);
      if (!isList(a.value) || items === undefined) return ERROR;
      return call('or', ...items.map((item) => membership(valueOf(item), a)));
    }
    requireLists('hasIntersection', a, b);
    return loop('exists', a, ITEM, membership(itemVariable, b));
  };

  const subset = (a: Expression, b: Expression): Expression => {
    requireLists('isSubset', a, b);
    if (a.type !== 'value') return not(loop('exists', a, ITEM, not(membership(itemVariable, b))));
    if (!isList(a.value)) return ERROR;
    return call('and', ...a.value.map((item) => membership(valueOf(item), b)));
  };

  const requireLists = (operator: string, ...lists: readonly Expression[]): void => {
    const other = lists.find(
      (list) =>
        !(list.type === 'value' && isList(list.value)) &&
        !(list.type === 'attribute' && list.path.length === 1),
    );
    if (other !== undefined) throw refuseOperator(kind, operator, [other]);
  };

  return { read: (node) => read(node, new Map()) };
}

const itemVariable: Expression = { type: 'variable', name: ITEM, path: [] };

function listOf(items: readonly Expression[]): Expression {
  const values = items.flatMap((item) => (item.type === 'value' ? [item.value] : []));
  return values.length === items.length ? valueOf(values) : call('list', ...items);
}

function folded(operator: string, operands: readonly Expression[]): Expression | undefined {
  const values = operands.flatMap((operand) => (operand.type === 'value' ? [operand.value] : []));
  if (values.length !== operands.length) return undefined;
  const result = foldCall(operator, values);
  if (result === 'unknown') return undefined;
  return result === undefined ? ERROR : valueOf(result.value);
}

/** Puts the value second, and takes `(…) == true` for what it says. */
function comparison(operator: string, a: Expression, b: Expression): Expression | undefined {
  const mirrored = Object.hasOwn(MIRRORED, operator) ? MIRRORED[operator] : undefined;
  if (mirrored === undefined) return undefined;
  if (isValueCall(a) && !isValueCall(b)) return comparison(mirrored, b, a);
  const isEquality = operator === 'eq' || operator === 'ne';
  if (isEquality && a.type === 'call' && BOOLEAN.includes(a.operator) && b.type === 'value') {
    if (typeof b.value === 'boolean') return b.value === (operator === 'eq') ? a : not(a);
  }
  return call(operator, a, b);
}

/** Is it the same for all rows: a value, or `timestamp` of one? */
function isValueCall(expression: Expression): boolean {
  return (
    expression.type === 'value' ||
    (isCallOf(expression, 'timestamp') && expression.operands[0]?.type === 'value')
  );
}
