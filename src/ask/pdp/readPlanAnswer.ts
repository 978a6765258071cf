import { invalidConfiguration } from '../../base/errors';
import { deepFreeze } from '../../base/snapshot';
import { getProperty, isObject, withoutPrototype } from '../../base/value';
import type { CerbosClient, ClientValue } from '../types/CerbosClient';
import {
  type Plan,
  type PlanCases,
  PlanKind,
  type PlanMetadata,
  type PlanOperand,
  ValidationErrorSource,
} from '../types/Plan';
import { invalidAnswer } from './callPdp';

type PlanAnswer = Awaited<ReturnType<CerbosClient['planResources']>>;

/**
 * Makes a plan of a client's answer.
 *
 * @param about - the principal and the kind of the question.
 * @throws UnavailableError `invalid_answer` for what is no plan.
 */
export function readPlanAnswer(
  answer: PlanAnswer,
  about: Pick<Plan, 'principal' | 'resourceKind'>,
): Plan {
  const {
    kind,
    condition,
    cerbosCallId = '',
    requestId,
    validationErrors,
    metadata,
  } = withoutPrototype(answer);
  const base = withHidden(
    { cerbosCallId, requestId, validationErrors: readViolations(validationErrors) },
    { ...about, metadata: readMetadata(metadata) },
  );
  switch (kind) {
    case 'KIND_ALWAYS_ALLOWED':
      // It must not be taken for "all resources".
      if (condition !== undefined)
        throw invalidAnswer('its plan allows everything, but has a condition');
      return Object.freeze(
        Object.assign(base, {
          kind: PlanKind.ALWAYS_ALLOWED,
          match: <T>({ allowed }: PlanCases<T>) => allowed(),
        } as const),
      );
    case 'KIND_ALWAYS_DENIED':
      return withoutCondition(
        Object.freeze(
          Object.assign(base, {
            kind: PlanKind.ALWAYS_DENIED,
            match: <T>({ denied }: PlanCases<T>) => denied(),
          } as const),
        ),
      );
    case 'KIND_CONDITIONAL': {
      if (condition === undefined) throw invalidAnswer('its plan has no condition');
      const read = frozen(isOperand(condition) ? condition : fromJson(condition));
      return Object.freeze(
        Object.assign(withHidden(base, { condition: read }), {
          kind: PlanKind.CONDITIONAL,
          match: <T>({ conditional }: PlanCases<T>) => conditional(read),
        } as const),
      );
    }
    default:
      throw invalidAnswer(`it has a plan of kind ${kind}`);
  }
}

/** A plan may be logged or spread. What it says of the principal must not go along. */
function withHidden<Shown extends object, Hidden extends object>(
  shown: Shown,
  hidden: Hidden,
): Shown & Hidden {
  for (const [name, value] of Object.entries(hidden)) {
    Object.defineProperty(shown, name, { value, enumerable: false });
  }
  // The loop has just defined each member of `hidden`.
  return shown as Shown & Hidden;
}

/**
 * A plan that allows nothing has no condition. In code without types, `plan.condition ?? {}` would
 * then find everything, so reading it throws. A Proxy does this, because a property that throws
 * would make `'condition' in plan` true.
 */
function withoutCondition(plan: Plan): Plan {
  return new Proxy(plan, {
    get(target, name, receiver): unknown {
      if (name !== 'condition') return Reflect.get(target, name, receiver);
      throw invalidConfiguration(
        'This plan allows nothing, so it has no condition, and a query without a condition would find everything. Use plan.match({ allowed, denied, conditional }), or read plan.kind before plan.condition.',
      );
    },
  });
}

/** The form of Cerbos' own SDK. */
function isOperand(node: unknown): node is PlanOperand {
  const operands = getProperty(node, 'operands');
  if (typeof getProperty(node, 'operator') === 'string') {
    return Array.isArray(operands) && operands.every(isOperand);
  }
  return typeof getProperty(node, 'name') === 'string' || getProperty(node, 'value') !== undefined;
}

/** A plan is remembered, so a change by one asker would be in the query of the next one. */
function frozen(node: PlanOperand): PlanOperand {
  if ('operands' in node) {
    node.operands.forEach(frozen);
    Object.freeze(node.operands);
  }
  if ('value' in node) deepFreeze(node.value);
  return Object.freeze(node);
}

/**
 * The form of the PDP's JSON, which a client of the app's own may pass on as it is.
 *
 * @see https://docs.cerbos.dev/cerbos/latest/api/index.html#resources-query-plan
 */
function fromJson(node: unknown): PlanOperand {
  const expression = getProperty(node, 'expression');
  const operator = getProperty(expression, 'operator');
  const operands = getProperty(expression, 'operands');
  if (typeof operator === 'string' && Array.isArray(operands)) {
    return { operator, operands: operands.map(fromJson) };
  }
  const name = getProperty(node, 'variable');
  if (typeof name === 'string') return { name };
  const value = getProperty(node, 'value');
  if (value === undefined) throw invalidAnswer('the condition of its plan can not be read');
  // It comes from the PDP's JSON.
  return { value: value as ClientValue };
}

function readViolations(input: PlanAnswer['validationErrors'] = []): Plan['validationErrors'] {
  // A guard would make a readonly list one of `any`.
  const isList: boolean = Array.isArray(input);
  if (!isList) throw invalidAnswer('the violations of its plan are no list');
  return input.map(({ path, message, source }) => ({
    path,
    message,
    // The PDP checks two schemas, so there is no third source.
    source:
      source === 'SOURCE_PRINCIPAL'
        ? ValidationErrorSource.PRINCIPAL
        : ValidationErrorSource.RESOURCE,
  }));
}

/** Clients send it only where it was asked for, and it decides nothing: what is no text is left out. */
function readMetadata(input: unknown): PlanMetadata | undefined {
  const conditionString = getProperty(input, 'conditionString');
  if (typeof conditionString !== 'string') return undefined;
  const matchedScope = getProperty(input, 'matchedScope');
  const matchedScopes = getProperty(input, 'matchedScopes');
  return {
    conditionString,
    matchedScope: typeof matchedScope === 'string' ? matchedScope : '',
    matchedScopes: Object.fromEntries(
      Object.entries(isObject(matchedScopes) ? matchedScopes : {}).filter(isPairOfTexts),
    ),
  };
}

function isPairOfTexts(pair: [string, unknown]): pair is [string, string] {
  return typeof pair[1] === 'string';
}
