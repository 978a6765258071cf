import type { Principal } from '../identify/Principal';
import type { VerifiedResult } from './checkChunk';
import type { Decision, DecisionMetadata, Effect, Output } from './Decision';
import type { AskedQuestion } from './readQuestion';
import { findStepUp } from './stepUp';

/**
 * The decision on a question that the PDP answered, perhaps together with what others asked about
 * the same resource: that is theirs.
 */
export function createDecision(
  principal: Principal,
  { resource, actions }: AskedQuestion,
  { result, effects, outputs: all, cerbosCallId }: VerifiedResult,
): Decision {
  const outputs = all.filter(({ action }) => actions.includes(action));
  const denied = actions.filter((action) => effects[action] !== 'EFFECT_ALLOW');
  return {
    resource: {
      kind: resource.kind,
      id: resource.id,
      policyVersion: result.resource.policyVersion ?? '',
      scope: result.resource.scope ?? '',
    },
    outputs,
    validationErrors: result.validationErrors ?? [],
    metadata: narrowMetadata(result.metadata, actions),
    cerbosCallId,
    found: true,
    stepUp: findStepUp(principal, denied, outputs),
    ...answers(actions, effects, outputs),
  };
}

/** The decision on a resource that its loader says does not exist: nothing is allowed. */
export function missingDecision({ resource, actions }: AskedQuestion): Decision {
  return {
    resource: { kind: resource.kind, id: resource.id, policyVersion: '', scope: '' },
    outputs: [],
    validationErrors: [],
    metadata: undefined,
    cerbosCallId: '',
    found: false,
    stepUp: undefined,
    ...answers(actions, {}, []),
  };
}

function answers(
  asked: readonly string[],
  effects: Readonly<Record<string, Effect>>,
  outputs: readonly Output[],
): Pick<Decision, 'actions' | 'isAllowed' | 'allAllowed' | 'allowedActions' | 'output'> {
  const allowed = new Set(asked.filter((action) => effects[action] === 'EFFECT_ALLOW'));
  const entries = asked.map((action): [string, Effect] => [
    action,
    allowed.has(action) ? 'EFFECT_ALLOW' : 'EFFECT_DENY',
  ]);
  return {
    actions: Object.freeze(Object.fromEntries(entries)),
    isAllowed: (action) => allowed.has(action),
    allAllowed: () => asked.length > 0 && allowed.size === asked.length,
    allowedActions: () => [...allowed],
    output: (source) => outputs.find((output) => output.source === source)?.value,
  };
}

function narrowMetadata(
  metadata: DecisionMetadata | undefined,
  asked: readonly string[],
): DecisionMetadata | undefined {
  if (metadata === undefined) return undefined;
  const actions = Object.entries(metadata.actions).filter(([action]) => asked.includes(action));
  return { ...metadata, actions: Object.fromEntries(actions) };
}
