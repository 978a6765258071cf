import { useMemo, useSyncExternalStore } from 'react';
import type { Answer } from './Cell';
import { type CerbosScope, useScope } from './CerbosContext';
import { type AnyResource, decodeQuestions, encodeQuestions, type Question } from './Question';
import { RequestError } from './requestJson';

/** What may be done to a resource, as far as it is known. */
export interface BrowserDecision<A extends string> {
  /** Of some action nothing is known yet. */
  readonly isLoading: boolean;
  /** Why there is no answer, to one action at least. */
  readonly error: Error | undefined;
  /** Of an action that was not asked about: `false`. */
  readonly isAllowed: (action: A) => boolean;
  /** True only if every action that was asked about is known to be allowed. */
  readonly allAllowed: () => boolean;
  readonly allowedActions: () => A[];
}

/**
 * Asks about actions on a resource, together with all others who ask in this tick.
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
  // The server renders from the same store, and so does the browser while it hydrates.
  return useSyncExternalStore(watch, read, read);
}

interface Source<A extends string> {
  readonly watch: (onChange: () => void) => () => void;
  readonly read: () => BrowserDecision<A>;
}

// It would fail those that are asked with it.
const NOT_ASKED = new RequestError(0, 'invalid_question');

function createSource<A extends string>(
  { store, session }: CerbosScope,
  encoded: string,
): Source<A> {
  const questions = decodeQuestions<A>(encoded);
  // Like no answer, so that the first look decides.
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
    allAllowed: () => answers.every((answer) => answer === true),
    allowedActions: () => [...actions],
  };
}
