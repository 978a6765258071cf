import { warnOnce } from '../base/development';
import { DeniedError } from '../base/errors';
import { getProperty, setOwn } from '../base/value';
import type { InitialDecisions, StepUp } from '../base/wire';
import { SESSION_TOKEN } from '../identify/ClerkAuth';
import { isAnonymous, type Principal, sessionKey } from '../identify/Principal';
import { isFreshEnough, isInVain, readStepUp, strictestStepUp } from '../identify/reverification';
import type { Loaded } from './loadKind';
import type { ReadyResource } from './loads';
import type { VerifiedResult } from './pdp/checkResult';
import type { Decision, DecisionMetadata, Effect, Output } from './types/Decision';
import { invalid } from './readQuestion';
import type { ParsedQuestion, ParsedResource } from './types/Question';

/**
 * The decision on a question that the PDP answered, perhaps together with what others asked about
 * the same resource: that is theirs. Without an answer there is no such resource, and nothing is
 * allowed.
 */
export function createDecision(
  principal: Principal,
  { resource, actions: asked }: Pick<ParsedQuestion, 'resource' | 'actions'>,
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
      policyVersion: result?.resource.policyVersion ?? resource.policyVersion ?? '',
      scope: result?.resource.scope ?? resource.scope ?? '',
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

/** The refusal that a decision amounts to, for this principal. */
export function denial(
  { principal, decision, isHidden }: Decided & { readonly isHidden: boolean },
  { actions: asked, onDenied }: Pick<ParsedQuestion, 'actions' | 'onDenied'>,
): DeniedError {
  const { resource, found, stepUp, cerbosCallId } = decision;
  // Whatever the policy demands of a stranger: to name it would say that there is such a thing.
  if (!found || isHidden || isAnonymous(principal)) return notFoundDenial(principal, asked);
  // A caller who could get there by verifying the session again must learn so.
  if (onDenied === 'not-found' && stepUp === undefined) return notFoundDenial(principal, asked);
  const about = {
    resource: { kind: resource.kind, id: resource.id },
    actions: asked.filter((action) => !decision.isAllowed(action)),
    cerbosCallId,
  };
  return new DeniedError(
    stepUp === undefined
      ? { code: 'denied', ...about }
      : { code: 'step_up_required', ...about, stepUp },
  );
}

/**
 * The refusal for a resource that is not there. Whoever is not signed in gets the same one whether
 * or not it is, and so learns nothing of what could be found.
 */
export function notFoundDenial(principal: Principal, asked: readonly string[]): DeniedError {
  const code = isAnonymous(principal) ? 'signed_out' : 'not_found';
  return new DeniedError({ code, actions: asked, cerbosCallId: '' });
}

/** A decision, and whose it is. */
export interface Decided {
  readonly principal: Principal;
  readonly decision: Decision;
}

/**
 * The decisions for the first paint of a page, so that its browser need not ask.
 *
 * @throws RejectedError `invalid_question` for a part that the browser can't say: `checkEndpoint`
 * would tell it something else about the same resource.
 */
export function toSnapshot(
  answers: readonly (Decided & { readonly ready: ReadyResource | undefined })[],
  questions: readonly ParsedQuestion[],
  clientAttributes: ReadonlySet<string>,
): InitialDecisions {
  const [first] = answers;
  if (first === undefined) throw new TypeError('A snapshot has questions.');
  return {
    session: sessionKey(first.principal),
    decisions: answers.flatMap(({ decision, ready }, index) => {
      const question = questions[index];
      if (question === undefined) return [];
      if (ready !== undefined) refuseUnsaid(question.resource, ready.loaded, index);
      const { kind, id, attr } = question.resource;
      const named = attr !== undefined && clientAttributes.has(kind) ? { attr } : {};
      return { kind, id, ...named, actions: allowedByName(decision, question.actions) };
    }),
  };
}

/** The browser names a kind and an id; scope and version are there only where the loader says so. */
function refuseUnsaid(asked: ParsedResource, loaded: Loaded | undefined, index: number): void {
  for (const name of ['scope', 'policyVersion'] as const) {
    if (asked[name] === undefined || asked[name] === loaded?.[name]) continue;
    throw invalid(
      `checks[${index}].resource.${name}`,
      `can't be asked by the browser, which would be told what holds without it. Leave it and attr out, and let the loader of ${JSON.stringify(asked.kind)} return both`,
    );
  }
}

/** Each of the actions, and whether it is allowed: all that the browser learns of a decision. */
export function allowedByName(
  decision: Decision,
  actions: readonly string[],
): Record<string, boolean> {
  return Object.fromEntries(actions.map((action) => [action, decision.isAllowed(action)]));
}

/**
 * What would the policy want before it said yes? Only a person in a session of their own can be
 * asked to verify it again, only if that would allow everything that was denied, and only if it
 * was not done already.
 *
 * A policy demands it with an output: `{"clerk": {"reverification": "strict"}}`, or with
 * `{"level": "first_factor", "afterMinutes": 10}` in place of the name. Clerk lets those who never
 * verified a second factor do with the first; where the policy's condition does not, `"strict":
 * true` beside the level says so, and they are refused for good instead of asked in vain.
 *
 * @see https://docs.cerbos.dev/cerbos/latest/policies/outputs
 */
export function findStepUp(
  principal: Principal,
  denied: readonly string[],
  outputs: readonly Output[],
): StepUp | undefined {
  if (denied.length === 0) return undefined;
  const { tokenType, actorId } = principal.attr;
  if (tokenType !== SESSION_TOKEN || actorId !== '' || principal.roles.includes('pending')) {
    return undefined;
  }
  const open: StepUp[] = [];
  for (const action of denied) {
    const unmet = outputs
      .filter((output) => output.action === action)
      .flatMap((output) => readDemand(principal, output))
      .filter((demand) => !isFreshEnough(principal.attr, demand));
    // It asks for nothing, or for what is done already: verifying again would not change its mind.
    if (unmet.length === 0) return undefined;
    open.push(...unmet);
  }
  return strictestStepUp(open);
}

function readDemand({ attr }: Principal, { value }: Output): StepUp[] {
  const said = getProperty(getProperty(value, 'clerk'), 'reverification');
  const demand = readStepUp(said);
  return demand === undefined || isInVain(attr, said) ? [] : [demand];
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
