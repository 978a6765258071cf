import type { Principal } from '../identify/Principal';
import type { VerifiedResult } from './checkBatch';
import type { Decision, Effect, Output } from './Decision';
import type { AskedQuestion } from './readQuestion';
import { findStepUp } from './stepUp';

/** The decision on a question that the PDP answered. */
export function createDecision(
  principal: Principal,
  { resource, actions }: AskedQuestion,
  { result, effects, cerbosCallId }: VerifiedResult,
): Decision {
  const outputs = readOutputs(result.outputs ?? [], actions);
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
    metadata: result.metadata,
    cerbosCallId,
    found: true,
    stepUp: findStepUp(principal, denied, outputs),
    ...answers(actions, effects, outputs),
  };
}

/** The decision on a resource that its loader says does not exist: nothing is allowed. */
export function missingDecision({ resource, actions }: AskedQuestion): Decision {
  const effects = Object.create(null) as Record<string, Effect>; // it has no members yet
  for (const action of actions) effects[action] = 'EFFECT_DENY';
  return {
    resource: { kind: resource.kind, id: resource.id, policyVersion: '', scope: '' },
    outputs: [],
    validationErrors: [],
    metadata: undefined,
    cerbosCallId: '',
    found: false,
    stepUp: undefined,
    ...answers(actions, effects, []),
  };
}

function answers(
  asked: readonly string[],
  effects: Readonly<Record<string, Effect>>,
  outputs: readonly Output[],
): Pick<Decision, 'actions' | 'isAllowed' | 'allAllowed' | 'allowedActions' | 'output'> {
  const actions = Object.freeze({ ...effects });
  const allowed = new Set(asked.filter((action) => effects[action] === 'EFFECT_ALLOW'));
  return {
    actions,
    isAllowed: (action) => allowed.has(action),
    allAllowed: () => asked.length > 0 && allowed.size === asked.length,
    allowedActions: () => [...allowed],
    output: (source) => outputs.find((output) => output.source === source)?.value,
  };
}

/** Outputs of actions that others asked are theirs. PDPs before 0.51 don't say which it is. */
function readOutputs(
  outputs: NonNullable<VerifiedResult['result']['outputs']>,
  asked: readonly string[],
): readonly Output[] {
  const only = asked.length === 1 ? asked[0] : undefined;
  return outputs.flatMap(({ action, source, value }) => {
    const of = action === undefined || action === '' ? only : action;
    return of !== undefined && asked.includes(of) ? [{ action: of, source, value }] : [];
  });
}
