import type { AskedQuestion } from '../types/Question';
import { warnOnce } from '../../base/development';
import { setOwn } from '../../base/value';
import type { Principal } from '../../identify/Principal';
import type { VerifiedResult } from '../pdp/checkResult';
import type { Decision, DecisionMetadata, Effect } from '../types/Decision';
import { findStepUp } from './stepUp';

/**
 * The decision on a question that the PDP answered, perhaps together with what others asked about
 * the same resource: that is theirs. Without an answer there is no such resource, and nothing is
 * allowed.
 */
export function createDecision(
  principal: Principal,
  { resource, actions: asked }: AskedQuestion,
  verified?: VerifiedResult,
): Decision {
  const result = verified?.result;
  const actions: Record<string, Effect> = {};
  for (const action of asked) {
    setOwn(actions, action, verified?.effects.get(action) ?? 'EFFECT_DENY');
  }
  Object.freeze(actions);
  // A set takes nothing for a string that is none, such as a list of one action.
  const allowed = new Set(asked.filter((action) => actions[action] === 'EFFECT_ALLOW'));
  const isAllowed = (action: string) => allowed.has(action);
  const outputs = (verified?.outputs ?? []).filter(({ action }) => Object.hasOwn(actions, action));
  return {
    resource: {
      kind: resource.kind,
      id: resource.id,
      policyVersion: result?.resource.policyVersion ?? '',
      scope: result?.resource.scope ?? '',
    },
    actions,
    outputs,
    validationErrors: result?.validationErrors ?? [],
    metadata: narrowMetadata(result?.metadata, actions),
    cerbosCallId: verified?.cerbosCallId ?? '',
    found: verified !== undefined,
    stepUp: findStepUp(
      principal,
      asked.filter((action) => !isAllowed(action)),
      outputs,
    ),
    isAllowed,
    allAllowed: () => asked.length > 0 && asked.every(isAllowed),
    allowedActions: () => asked.filter(isAllowed),
    output: (source) => outputs.find((output) => output.source === source)?.value,
  };
}

function narrowMetadata(
  metadata: DecisionMetadata | undefined,
  asked: object,
): DecisionMetadata | undefined {
  if (metadata === undefined) return undefined;
  const actions = Object.entries(metadata.actions).filter(([action]) =>
    Object.hasOwn(asked, action),
  );
  return { ...metadata, actions: Object.fromEntries(actions) };
}

/**
 * Says in development which kind no policy knows: a typo is otherwise a silent no. Of an action
 * that the policy of a known kind does not mention, the PDP does not say so.
 */
export function warnOfNoMatch({ resource, metadata }: Decision): void {
  for (const [action, matched] of Object.entries(metadata?.actions ?? {})) {
    if (matched?.matchedPolicy !== 'NO_MATCH') continue;
    warnOnce(
      `No policy decides ${JSON.stringify(action)} on ${JSON.stringify(resource.kind)}, so it is denied. Is either name misspelt, or its policy not deployed?`,
    );
  }
}
