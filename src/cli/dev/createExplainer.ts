import { randomUUID } from 'node:crypto';
import type { Explanation, Question, TracedAnswer, TraceEntry } from '../explain/Explanation';
import { explain } from '../explain/explain';
import { relevantPolicies } from '../explain/relevantPolicies';
import type { Effect } from '../policies/Policy';
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
  /** The policies that the PDP has now. */
  readonly policies: () => PolicyFolder;
  readonly traceOffline: (question: Question) => Promise<TracedAnswer>;
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
 * again, if it was asked about several resources at once; or without the PDP.
 */
export function createExplainer(options: ExplainerOptions): Explainer {
  const { calls, pdpUrl, policies, traceOffline } = options;
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

  const trace = async (
    call: Call,
    input: LoggedInput,
    { action, effect }: LoggedAnswer,
  ): Promise<TracedAnswer | undefined> => {
    // A token can't be sent again: the log has only what was in it.
    const isAskedAgain = call.inputs.length > 1 && input.claims === undefined;
    const traced = isAskedAgain ? await repeat(input) : call;
    const steps = stepsOf(traced?.trace ?? [], action);
    const question = questionOf(input, action);
    const answer =
      steps.length > 0 || !hasPolicy(policies(), question)
        ? { effect: effectIn(traced, input, action), trace: steps, schemaErrors: [] }
        : await traceOffline(question);
    return answer.effect === effect ? answer : undefined;
  };

  const explainNow = async (call: Call, input: LoggedInput, answer: LoggedAnswer) => {
    const question = questionOf(input, answer.action);
    try {
      const traced = await trace(call, input, answer);
      if (traced !== undefined) return explain(policies(), question, traced);
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

/** What a call, perhaps another one, says about a resource. */
function effectIn(call: Call | undefined, { resource }: LoggedInput, action: string): Effect {
  const input = call?.inputs.find(({ resource: { id } }) => id === resource.id);
  const answer = input?.answers.find((one) => one.action === action);
  return answer?.effect ?? 'EFFECT_DENY';
}

/** The steps to one action. Those without an action are the derived roles, which all have in common. */
function stepsOf(trace: readonly TraceEntry[], action: string): TraceEntry[] {
  return trace.filter(({ components }) =>
    components.every((one) => one.kind !== 'KIND_ACTION' || one.action === action),
  );
}

/** Without a policy, there are no steps. */
function hasPolicy({ policies }: PolicyFolder, question: Question): boolean {
  const { resource, principal } = relevantPolicies(policies, question);
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
