import { randomUUID } from 'node:crypto';
import type { Explanation, Question, TracedAnswer, TraceEntry } from '../explain/Explanation';
import { explain } from '../explain/explain';
import { relevantPolicies } from '../explain/relevantPolicies';
import { Trace } from '../explain/Trace';
import type { Effect } from '../policies/Policy';
import { CommandError } from '../CommandError';
import type { EngineSettings } from '../pdp/readPdpSettings';
import type { PolicyFolder } from '../policies/readPolicies';
import type { Call, Calls } from './createCalls';
import type { LoggedAnswer, LoggedInput } from './readLogLine';

/** Says why the PDP answered as it did. */
export interface Explainer {
  readonly explainCall: (
    call: Call,
    isWanted: (answer: LoggedAnswer) => boolean,
  ) => Promise<readonly Explanation[]>;
  /** Resolves when all calls that the PDP has answered are known. */
  readonly catchUp: () => Promise<void>;
}

interface ExplainerOptions {
  readonly calls: Pick<Calls, 'ownCall'>;
  readonly pdpUrl: () => string;
  readonly engine: EngineSettings;
  /** @throws CommandError if the files are not those policies any more. */
  readonly traceOffline: (question: Question, policies: PolicyFolder) => Promise<TracedAnswer>;
}

// A busy machine is no reason to give up.
const timeoutMs = 10_000;

// The log has it after the calls before it.
const nothing: LoggedInput = {
  requestId: '',
  principal: { id: 'clerk-cerbos-dev', roles: ['none'], attr: {} },
  resource: { kind: 'clerk-cerbos-dev', id: 'none', attr: {} },
  answers: [{ action: 'none', effect: 'EFFECT_DENY' }],
};

/**
 * Finds out how the PDP came to an answer: from the steps that it logged with it; or by asking
 * again, if it was asked about several resources or actions at once; or without the PDP.
 */
export function createExplainer(options: ExplainerOptions): Explainer {
  const { calls, pdpUrl, engine, traceOffline } = options;
  const explanations = new WeakMap<LoggedAnswer, Promise<Explanation>>();
  const repeated = new WeakMap<LoggedInput, Promise<Call | undefined>>();
  // One after the other: the PDP has an app to answer, too.
  let last: Promise<unknown> = Promise.resolve();

  const repeat = (input: LoggedInput): Promise<Call | undefined> => {
    const known = repeated.get(input);
    if (known !== undefined) return known;
    const call = ask(calls, pdpUrl(), input);
    repeated.set(input, call);
    return call;
  };

  /**
   * The steps to one action. Of a condition that several actions of a call have in common, the
   * engine logs the steps for the first of them only: so each action is asked about alone. But
   * whether the attributes were refused, only a call with all of them says.
   */
  const logged = async (call: Call, input: LoggedInput, action: string) => {
    const whole = call.inputs.length > 1 ? await repeat(input) : call;
    const isClear = whole === undefined || input.answers.length === 1;
    if (isClear || new Trace(stepsOf(whole, action)).isRejected) return whole;
    const alone = input.answers.filter((answer) => answer.action === action);
    return ask(calls, pdpUrl(), { ...input, answers: alone.slice(0, 1) });
  };

  const trace = async (
    call: Call,
    policies: PolicyFolder,
    input: LoggedInput,
    { action, effect }: LoggedAnswer,
  ): Promise<TracedAnswer | undefined> => {
    const isClear = call.inputs.length === 1 && input.answers.length === 1;
    // A token can't be sent again: the log has only what was in it.
    const mayAskAgain = isClear || input.claims === undefined;
    const traced = mayAskAgain ? await logged(call, input, action) : undefined;
    if (traced !== undefined && traced.policies !== policies) {
      throw new CommandError('the policies have changed since, so it can not be asked again');
    }
    const steps = traced === undefined ? [] : stepsOf(traced, action);
    const question = questionOf(input, action);
    const answer =
      steps.length > 0 || !hasPolicy(policies, question, engine)
        ? { effect: effectIn(traced, action), trace: steps, schemaErrors: [] }
        : await traceOffline(question, policies);
    return answer.effect === effect ? answer : undefined;
  };

  const explainNow = async (call: Call, input: LoggedInput, answer: LoggedAnswer) => {
    const question = questionOf(input, answer.action);
    const { policies } = call;
    if (policies === undefined) {
      return unexplained(question, answer, 'the PDP loaded other policies at that moment');
    }
    try {
      const traced = await trace(call, policies, input, answer);
      if (traced !== undefined) return explain(policies, question, traced, engine);
      return unexplained(question, answer, 'asked again, the PDP gives another answer');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return unexplained(question, answer, `it could not be explained: ${why.split('\n')[0]}`);
    }
  };

  const explainAnswer = (call: Call, input: LoggedInput, answer: LoggedAnswer) => {
    const known = explanations.get(answer);
    if (known !== undefined) return known;
    const explanation = last.then(() => explainNow(call, input, answer));
    last = explanation;
    explanations.set(answer, explanation);
    return explanation;
  };

  return {
    explainCall: (call, isWanted) =>
      Promise.all(
        call.inputs.flatMap((input) =>
          input.answers.filter(isWanted).map((answer) => explainAnswer(call, input, answer)),
        ),
      ),
    async catchUp() {
      await ask(calls, pdpUrl(), nothing).catch(() => undefined);
    },
  };
}

function questionOf({ principal, resource, claims }: LoggedInput, action: string): Question {
  return { principal, resource, action, ...(claims !== undefined && { claims }) };
}

/** What a call about one resource says. */
function effectIn(call: Call | undefined, action: string): Effect {
  const answer = call?.inputs[0]?.answers.find((one) => one.action === action);
  return answer?.effect ?? 'EFFECT_DENY';
}

/** The steps to one action. Those without an action are the derived roles, which all have in common. */
function stepsOf({ trace }: Call, action: string): TraceEntry[] {
  return trace.filter(({ components }) =>
    components.every((one) => one.kind !== 'KIND_ACTION' || one.action === action),
  );
}

/** Without a policy, there are no steps. */
function hasPolicy(
  { policies }: PolicyFolder,
  question: Question,
  engine: EngineSettings,
): boolean {
  const { resource, principal } = relevantPolicies(policies, question, engine);
  return resource.length > 0 || principal.length > 0;
}

/**
 * Asks about one resource of a call again. All its actions are asked about, since Cerbos may
 * validate attributes for some actions, and not for others.
 */
async function ask(
  calls: Pick<Calls, 'ownCall'>,
  pdpUrl: string,
  { principal, resource, answers }: LoggedInput,
): Promise<Call | undefined> {
  const requestId = `clerk-cerbos-dev-${randomUUID()}`;
  const logged = calls.ownCall(requestId, timeoutMs);
  const actions = answers.map(({ action }) => action);
  const response = await fetch(`${pdpUrl}/api/check/resources`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ requestId, principal, resources: [{ resource, actions }] }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  await response.body?.cancel();
  return logged;
}

function unexplained(question: Question, { effect }: LoggedAnswer, text: string): Explanation {
  return { question, effect, summary: text, reasons: [{ text, because: [] }] };
}
