import { useMemo, useSyncExternalStore } from 'react';
import type { Answer } from './Cell';
import { type CerbosScope, useScope } from './CerbosContext';
import { type AnyResource, decodeQuestions, encodeQuestions, type Question } from './Question';
import { RequestError } from './requestJson';

/** The decision on a resource. */
export interface BrowserDecision<A extends string> {
  /** True while the answer for an action is unknown. */
  readonly isLoading: boolean;
  /** The error, if there is no answer for at least one action. */
  readonly error: Error | undefined;
  /** `false` for an action that was not asked about. */
  readonly isAllowed: (action: A) => boolean;
  /** The policy's own words, if it denies the action and says why. It is text, not HTML. */
  readonly reason: (action: A) => string | undefined;
  /** True if every action that was asked about is allowed. */
  readonly allAllowed: () => boolean;
  readonly allowedActions: () => A[];
}

/**
 * Asks about actions on a resource, together with all questions of this tick.
 *
 * @returns the same object until something changes.
 */
export function useDecision<A extends string>(
  resource: AnyResource,
  actions: readonly A[],
): BrowserDecision<A> {
  const scope = useScope();
  const encoded = encodeQuestions(resource, actions);
  const { watch, read } = useMemo(() => createSource<A>(scope, encoded), [scope, encoded]);
  // The server renders from the same store, and so does the browser during hydration.
  return useSyncExternalStore(watch, read, read);
}

interface Source<A extends string> {
  readonly watch: (onChange: () => void) => () => void;
  readonly read: () => BrowserDecision<A>;
}

// Not sent, because it would make the whole request fail.
const NOT_ASKED = new RequestError(0, 'invalid_question');

function createSource<A extends string>(
  { store, session }: CerbosScope,
  encoded: string,
): Source<A> {
  const questions = decodeQuestions<A>(encoded);
  // Equal to no answer, so that the first read makes the decision.
  let known: readonly unknown[] = [store];
  let decision: BrowserDecision<A>;

  return {
    watch(onChange) {
      const stops = questions.map(
        (question) => session && store.watch(session, question, onChange),
      );
      return () => stops.forEach((stop) => stop && stop());
    },
    read() {
      const answers = encoded
        ? questions.map((question) => store.read(session, question))
        : [NOT_ASKED];
      if (answers.some((answer, index) => answer !== known[index])) {
        known = answers;
        decision = decide(questions, answers);
      }
      return decision;
    },
  };
}

function decide<A extends string>(
  questions: readonly Question<A>[],
  answers: readonly Answer[],
): BrowserDecision<A> {
  const allowed = questions.filter((_, index) => answers[index] === true);
  const actions = allowed.map(({ action }) => action);
  return {
    isLoading: answers.includes(undefined),
    error: answers.find((answer) => answer instanceof Error),
    isAllowed: (action) => actions.includes(action),
    reason: (action) => {
      const answer = answers[questions.findIndex((question) => question.action === action)];
      return typeof answer === 'string' && answer ? answer : undefined;
    },
    allAllowed: () => answers.every((answer) => answer === true),
    allowedActions: () => [...actions],
  };
}
