import { warnOnce } from '../../base/development';
import type { Principal } from '../../identify/Principal';
import type { Inquiry } from '../createPrincipalClient';
import type { DecisionEvent, DecisionListener } from '../types/DecisionEvent';
import { type Asked, decidedEvent, failedEvent, plannedEvent } from './toDecisionEvent';

/**
 * The same inquiry, and whoever listens hears of each question once, when its asker has the answer:
 * why it was decided so, too, whether or not the asker wants to know.
 *
 * @param explains - should the asker hear so, too, unless it says otherwise?
 */
export function observe(inquiry: Inquiry, tell: Tell, explains: boolean): Inquiry {
  const { principal } = inquiry;

  const tellOfFailure = async <Answer>(
    asked: readonly Asked[],
    signal: AbortSignal | undefined,
    answer: Promise<Answer>,
  ): Promise<{ answer: Answer; durationMs: number }> => {
    const start = performance.now();
    const sinceStart = () => performance.now() - start;
    try {
      return { answer: await answer, durationMs: sinceStart() };
    } catch (error) {
      const wait = { isAborted: signal?.aborted === true, durationMs: sinceStart() };
      for (const one of asked) tell(principal, () => failedEvent(one, error, wait));
      throw error;
    }
  };

  return {
    ...inquiry,
    async check(questions, { includeMetadata = explains, asker = 'server', ...options } = {}) {
      const asked = questions.map((question): Asked => ({
        type: 'check',
        asker,
        principal,
        ...question,
      }));
      const { answer: answers } = await tellOfFailure(
        asked,
        options.signal,
        inquiry.check(questions, { ...options, includeMetadata: true }),
      );
      asked.forEach((one, index) => {
        const answer = answers[index];
        if (answer === undefined) return;
        tell(principal, () => decidedEvent(one, answer.decision, answer.result));
      });
      if (includeMetadata) return answers;
      return answers.map(({ decision, ...answer }) => ({
        ...answer,
        decision: { ...decision, metadata: undefined },
      }));
    },
    async plan(resource, actions, options = {}) {
      const asked: Asked = { type: 'plan', principal, resource, actions };
      const { answer: plan, durationMs } = await tellOfFailure(
        [asked],
        options.signal,
        inquiry.plan(resource, actions, options),
      );
      tell(principal, () => plannedEvent(asked, plan, durationMs));
      return plan;
    },
  };
}

/** Makes an event and tells it to all who listen, at once and in their order; never throws. */
export type Tell = (principal: Principal, toEvent: () => DecisionEvent) => void;

/**
 * Makes what tells these listeners; `undefined` where there are none. Nothing that one of them does
 * changes an answer or keeps another from hearing of it, and nobody waits for it.
 */
export function createTell(listeners: readonly (DecisionListener | undefined)[]): Tell | undefined {
  const heard = listeners.filter((listener) => listener !== undefined);
  if (heard.length === 0) return undefined;
  return (principal, toEvent) => {
    attempt(() => {
      const event = toEvent();
      for (const listener of heard) attempt(() => listener(event, principal));
    });
  };
}

function attempt(run: () => unknown): void {
  try {
    const returned = run();
    // Typed to return nothing, an async function still returns a promise, which may reject.
    if (returned instanceof Promise) returned.catch(complain);
  } catch (error) {
    complain(error);
  }
}

function complain(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  warnOnce(`onDecision failed, and the answer stands all the same: ${reason}`);
}
