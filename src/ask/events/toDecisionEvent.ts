import type { AskedResource } from '../types/Question';
import { errorKind, isClerkCerbosError } from '../../base/errorGuards';
import { snapshot } from '../../base/snapshot';
import type { Principal } from '../../identify/Principal';
import type { CheckedResult } from '../pdp/createChecks';
import type { Decision, DecisionMetadata } from '../types/Decision';
import type { DecisionEvent, DecisionOutcome } from '../types/DecisionEvent';
import type { Plan } from '../types/Plan';

/** A question, of either type. */
export interface Asked {
  readonly type: DecisionEvent['type'];
  readonly asker?: DecisionEvent['asker'];
  readonly principal: Principal;
  readonly resource: Omit<AskedResource, 'id'> & { readonly id?: string };
  readonly actions: readonly string[];
}

/** The event of a check that was decided; `result` is absent where there is no such resource. */
export function decidedEvent(
  asked: Asked,
  decision: Decision,
  result: CheckedResult | undefined,
): DecisionEvent {
  return event(asked, {
    outcome: decision.allAllowed() ? 'allowed' : 'denied',
    ...(result === undefined ? {} : { resource: decision.resource }),
    effects: decision.actions,
    found: decision.found,
    stepUp: decision.stepUp,
    metadata: namesOf(decision.metadata),
    validationErrors: violationsOf(decision),
    cerbosCallId: decision.cerbosCallId,
    durationMs: result?.verified.durationMs ?? 0,
    batchSize: result?.verified.batchSize ?? 0,
    fromMemory: result?.fromMemory ?? false,
  });
}

const PLANNED: Record<Plan['kind'], DecisionOutcome> = {
  KIND_ALWAYS_ALLOWED: 'allowed',
  KIND_ALWAYS_DENIED: 'denied',
  KIND_CONDITIONAL: 'conditional',
};

/** The event of a plan. */
export function plannedEvent(asked: Asked, plan: Plan, durationMs: number): DecisionEvent {
  return event(asked, {
    outcome: PLANNED[plan.kind],
    validationErrors: violationsOf(plan),
    cerbosCallId: plan.cerbosCallId,
    durationMs,
    batchSize: 1,
  });
}

/** The event of a question without an answer. */
export function failedEvent(
  asked: Asked,
  error: unknown,
  { isAborted, durationMs }: { readonly isAborted: boolean; readonly durationMs: number },
): DecisionEvent {
  const ours = isClerkCerbosError(error) ? error : undefined;
  return event(asked, {
    outcome: ours === undefined && isAborted ? 'aborted' : failureOf(error),
    errorCode: ours?.code,
    durationMs,
  });
}

function failureOf(error: unknown): DecisionOutcome {
  switch (errorKind(error)) {
    case 'unavailable':
      return 'unavailable';
    case 'rejected':
      return 'rejected';
    case 'configuration':
      return 'misconfigured';
    default:
      return 'failed';
  }
}

type What = Pick<DecisionEvent, 'outcome' | 'durationMs'> & Partial<DecisionEvent>;

function event(
  { type, asker = 'server', principal, resource, actions }: Asked,
  what: What,
): DecisionEvent {
  const { tokenType, actorId, actorType } = principal.attr;
  const { kind, id = '', policyVersion = '', scope = '' } = resource;
  // In a copy of its own: what is told to others must not change what was decided.
  return snapshot({
    type,
    asker,
    errorCode: undefined,
    principal: { id: principal.id, roles: principal.roles, tokenType, actorId, actorType },
    resource: { kind, id, policyVersion, scope },
    actions,
    effects: {},
    found: true,
    stepUp: undefined,
    metadata: undefined,
    validationErrors: [],
    cerbosCallId: '',
    batchSize: 0,
    fromMemory: false,
    ...what,
  });
}

/** Whatever else an answer may hold is nobody's to see. */
function namesOf(metadata: DecisionMetadata | undefined): DecisionMetadata | undefined {
  if (metadata === undefined) return undefined;
  const { actions, effectiveDerivedRoles } = metadata;
  const named = Object.entries(actions).map(([action, matched]) => {
    const { matchedPolicy = '', matchedScope = '' } = matched ?? {};
    return [action, { matchedPolicy, matchedScope }] as const;
  });
  return { actions: Object.fromEntries(named), effectiveDerivedRoles };
}

function violationsOf({ validationErrors }: Pick<Decision, 'validationErrors'>) {
  return validationErrors.map(({ path, source }) => ({ path, source }));
}
