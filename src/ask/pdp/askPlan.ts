import { invalidConfiguration } from '../../base/errors';
import { getProperty, withoutPrototype } from '../../base/value';
import type { CerbosClient } from '../types/CerbosClient';
import type { Plan } from '../types/Decision';
import type { ParsedResource } from '../types/Question';
import { callPdp, invalidAnswer, type PdpCall } from './callPdp';
import { clientQuery, clientRequest } from './clientResource';

/** A plan, and the address of the PDP that made it; `''` if its client has none. */
export interface Planned {
  readonly plan: Plan;
  readonly pdp: string;
}

/**
 * Asks the PDP for a plan.
 *
 * @throws UnavailableError if the answer is missing or can't be understood.
 */
export async function askPlan(
  call: PdpCall,
  query: Omit<ParsedResource, 'id'>,
  actions: readonly string[],
): Promise<Planned> {
  const resource = clientQuery(query);
  const [action] = actions;
  const { answer, pdp } = await callPdp(call, (cerbos, head, options) =>
    cerbos.planResources(
      // Older PDPs and SDKs accept one action only.
      action !== undefined && actions.length === 1
        ? clientRequest(head, { resource, action })
        : clientRequest(head, { resource, actions: [...actions] }),
      options,
    ),
  );
  return { plan: readPlan(answer), pdp };
}

type ClientPlanAnswer = Awaited<ReturnType<CerbosClient['planResources']>>;

/** @throws UnavailableError `invalid_answer` for what is no plan. */
function readPlan(answer: ClientPlanAnswer): Plan {
  const {
    kind,
    condition,
    cerbosCallId = '',
    requestId,
    validationErrors = [],
  } = withoutPrototype(answer);
  const base = { cerbosCallId, requestId, validationErrors };
  switch (kind) {
    case 'KIND_ALWAYS_ALLOWED':
      // It must not be taken for "all resources".
      if (condition !== undefined)
        throw invalidAnswer('its plan allows everything, but has a condition');
      return { ...base, kind, match: ({ allowed }) => allowed() };
    case 'KIND_ALWAYS_DENIED':
      return withoutCondition({ ...base, kind, match: ({ denied }) => denied() });
    case 'KIND_CONDITIONAL':
      if (!isCondition(condition)) {
        throw invalidAnswer('its plan has no condition');
      }
      return { ...base, kind, condition, match: ({ conditional }) => conditional(condition) };
    default:
      throw invalidAnswer(`it has a plan of kind ${kind}`);
  }
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

/** https://docs.cerbos.dev/cerbos/latest/api/index.html#resources-query-plan */
function isCondition(condition: unknown): condition is object {
  return ['operator', 'expression', 'name', 'variable', 'value'].some(
    (name) => getProperty(condition, name) !== undefined,
  );
}
