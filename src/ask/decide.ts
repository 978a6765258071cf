import { warnOnce } from '../base/development';
import { DeniedError } from '../base/errors';
import { getProperty, setOwn } from '../base/value';
import type { InitialDecisions } from '../base/wire';
import type { StepUp } from '../base/StepUp';
import { SESSION_TOKEN } from '../identify/ClerkAuth';
import { isAnonymous, type Principal, sessionKey } from '../identify/Principal';
import { isFreshEnough, isInVain, readStepUp, strictestStepUp } from '../identify/reverification';
import type { Loaded } from './loadKind';
import type { ReadyResource } from './loads';
import { logDenial } from './logDenial';
import type { VerifiedResult } from './pdp/checkResult';
import { missingScopes } from './missingScopes';
import { reasonsOf } from './reasonsOf';
import type { Decision, DecisionMetadata, Effect, Output } from './types/Decision';
import { invalid } from './readQuestion';
import type { ParsedQuestion, ParsedResource } from './types/Question';

/**
 * Makes the decision on one question. The PDP's answer may contain effects for other questions
 * about the same resource; they are left out. Without an answer there is no such resource, and
 * every action is denied.
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
  // A set compares strictly: a list with one action is not equal to its name.
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

/**
 * The error for a decision that does not allow everything. In development it logs a line, because
 * the answer of a denied request does not say which policy it was.
 */
export function denial(
  answer: Decided & { readonly isHidden: boolean; readonly logsDenial: boolean },
  question: Pick<ParsedQuestion, 'actions' | 'onDenied'>,
): DeniedError {
  const error = toDenial(answer, question);
  const { principal, decision, logsDenial } = answer;
  if (logsDenial) logDenial(principal, decision, error);
  return error;
}

function toDenial(
  { principal, decision, isHidden }: Decided & { readonly isHidden: boolean },
  { actions: asked, onDenied }: Pick<ParsedQuestion, 'actions' | 'onDenied'>,
): DeniedError {
  const { resource, found, stepUp, cerbosCallId } = decision;
  // This includes a step-up demand: it would tell a stranger that the resource exists.
  if (!found || isHidden || isAnonymous(principal)) return notFoundDenial(principal, asked);
  // A user who can pass after verifying the session again must see that.
  if (onDenied === 'not-found' && stepUp === undefined) return notFoundDenial(principal, asked);
  const [reason] = reasonsOf(principal, decision, asked).values();
  const actions = asked.filter((action) => !decision.isAllowed(action));
  const scopes = missingScopes(principal, decision, actions);
  const about = {
    resource: { kind: resource.kind, id: resource.id },
    actions,
    cerbosCallId,
    ...(reason !== undefined && { reason }),
    ...(scopes.length > 0 && { scopes }),
  };
  return new DeniedError(
    stepUp === undefined
      ? { code: 'denied', ...about }
      : { code: 'step_up_required', ...about, stepUp },
  );
}

/**
 * The error for a resource that does not exist. A signed-out caller gets the same error whether the
 * resource exists or not.
 */
export function notFoundDenial(principal: Principal, asked: readonly string[]): DeniedError {
  const code = isAnonymous(principal) ? 'signed_out' : 'not_found';
  return new DeniedError({ code, actions: asked, cerbosCallId: '' });
}

/** A decision, and the principal that it is for. */
export interface Decided {
  readonly principal: Principal;
  readonly decision: Decision;
}

/**
 * Makes the decisions for the first paint of a page, so that the browser need not ask for them.
 *
 * @throws RejectedError `invalid_question` for a question that the browser could not ask:
 * `checkEndpoint` would later answer differently about the same resource.
 */
export function toSnapshot(
  answers: readonly (Decided & {
    readonly since: number;
    readonly ready: ReadyResource | undefined;
  })[],
  questions: readonly ParsedQuestion[],
  clientAttributes: ReadonlySet<string>,
  caller: Pick<Decided, 'principal'> | undefined,
): InitialDecisions {
  // Without a question there is no answer, but a page has a session.
  const principal = answers[0]?.principal ?? caller?.principal;
  if (principal === undefined) throw new TypeError('A client that has answered knows its caller.');
  return {
    session: sessionKey(principal),
    // The browser compares it, so a time that is too early is safe, and one that is too late is not.
    ...(answers.length > 0 && { decidedAt: Math.min(...answers.map(({ since }) => since)) }),
    decisions: answers.flatMap(({ decision, ready }, index) => {
      const question = questions[index];
      if (question === undefined) return [];
      if (ready !== undefined) refuseUnsaid(question.resource, ready.loaded, index);
      const { kind, id, attr } = question.resource;
      const named = attr !== undefined && clientAttributes.has(kind) ? { attr } : {};
      const actions = allowedByName(decision, question.actions);
      const reasons = reasonsOf(principal, decision, question.actions);
      const said = reasons.size > 0 ? { reasons: Object.fromEntries(reasons) } : {};
      return { kind, id, ...named, actions, ...said };
    }),
  };
}

/** The browser sends a kind and an id. Scope and version can only come from the loader. */
function refuseUnsaid(asked: ParsedResource, loaded: Loaded | undefined, index: number): void {
  for (const name of ['scope', 'policyVersion'] as const) {
    if (asked[name] === undefined || asked[name] === loaded?.[name]) continue;
    throw invalid(
      `checks[${index}].resource.${name}`,
      `can't be used in snapshot, because the browser can't send it when it asks again. Remove it and attr from the question. The loader of ${JSON.stringify(asked.kind)} must return them`,
    );
  }
}

/** Each action, and whether it is allowed. */
export function allowedByName(
  decision: Decision,
  actions: readonly string[],
): Record<string, boolean> {
  return Object.fromEntries(actions.map((action) => [action, decision.isAllowed(action)]));
}

/**
 * Finds the verification that would make the policy allow the actions. Only a person in their own
 * session can be asked to verify it, only if that would allow everything that was denied, and only
 * if they have not done it already.
 *
 * A policy demands it with an output: `{"clerk": {"reverification": "strict"}}`, or with `{"level":
 * "first_factor", "afterMinutes": 10}` in place of the name. For users who never verified a second
 * factor, Clerk accepts the first one. If the policy's condition does not, the output says
 * `"strict": true` beside the level, and these users are denied instead of being asked for nothing.
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
    // There is no demand, or it is already satisfied: verifying again would change nothing.
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
 * Warns in development about a kind that no policy knows, because a typo otherwise looks like a
 * denial. For an action that the policy of a known kind does not mention, the PDP does not tell.
 */
export function warnOfNoMatch({ resource, metadata }: Decision): void {
  for (const [action, matched] of Object.entries(metadata?.actions ?? {})) {
    if (matched?.matchedPolicy !== 'NO_MATCH') continue;
    warnOnce(
      `No policy matches the action ${JSON.stringify(action)} on the kind ${JSON.stringify(resource.kind)}, so it is denied. Check the spelling of both names, and that the PDP has loaded the policy.`,
    );
  }
}
