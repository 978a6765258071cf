import type { InitialDecisions } from '../base/wire';
import type { Answer } from './Cell';
import type { DecisionStore } from './createDecisionStore';
import { decodeQuestions, type Question, SKIPPED, WAITING } from './Question';
import { RequestError } from './requestJson';

/** The decision on a resource. */
export interface BrowserDecision<A extends string> {
  /** True while the answer for an action is unknown. */
  readonly isLoading: boolean;
  /** The error, if there is no answer for at least one action. */
  readonly error: RequestError | undefined;
  /** `false` for an action that was not asked about. */
  readonly isAllowed: (action: A) => boolean;
  /** The policy's own words, if it denies the action and says why. It is text, not HTML. */
  readonly reason: (action: A) => string | undefined;
  /** True if every action that was asked about is allowed. */
  readonly allAllowed: () => boolean;
  readonly allowedActions: () => A[];
}

/** Where the questions of one session are answered. */
export interface SessionScope {
  readonly store: DecisionStore;
  /** The session of the page; `undefined` while it is unknown. */
  readonly session: string | undefined;
  /** What the providers around it were first given, the innermost first. */
  readonly seeds: readonly InitialDecisions[];
}

/** What `useSyncExternalStore` takes: it reads the same value until something changes. */
export interface Source<T> {
  readonly watch: (onChange: () => void) => () => void;
  readonly read: () => T;
  readonly readOnServer: () => T;
}

// Not sent, because it would make the whole request fail.
const NOT_ASKED = new RequestError(
  0,
  'invalid_question',
  undefined,
  'Nothing was asked. A question needs a kind, an id and an action that are not empty, attributes that JSON can represent, and no scope or policyVersion.',
);

/** @param encoded - made by `encodeQuestions`. */
export function createSource<A extends string>(
  { store, session, seeds }: SessionScope,
  encoded: string,
): Source<BrowserDecision<A>> {
  const questions = decodeQuestions<A>(encoded);
  const reader = (answerTo: (question: Question) => Answer) => {
    // Equal to no answer, so that the first read makes the decision.
    let known: readonly unknown[] = [store];
    let decision: BrowserDecision<A>;
    return () => {
      const answers = questions.length ? questions.map(answerTo) : [unasked(encoded)];
      if (answers.some((answer, index) => answer !== known[index])) {
        known = answers;
        decision = decide(questions, answers);
      }
      return decision;
    };
  };

  return {
    watch(onChange) {
      const stops = questions.map(
        (question) => session && store.watch(session, question, onChange),
      );
      return () => stops.forEach((stop) => stop && stop());
    },
    read: reader((question) => store.read(session, question)),
    readOnServer: reader((question) => store.readOnServer(session, question, seeds)),
  };
}

/** The answer where there is nothing to ask. */
function unasked(encoded: string): Answer {
  return encoded === WAITING ? undefined : encoded === SKIPPED ? false : NOT_ASKED;
}

function decide<A extends string>(
  questions: readonly Question<A>[],
  answers: readonly Answer[],
): BrowserDecision<A> {
  const allowed = questions.filter((_, index) => answers[index] === true);
  const actions = allowed.map(({ action }) => action);
  return {
    isLoading: answers.includes(undefined),
    // Not `instanceof`: the provider may come from another build of this module.
    error: answers.find((answer) => typeof answer === 'object'),
    isAllowed: (action) => actions.includes(action),
    reason: (action) => {
      const answer = answers[questions.findIndex((question) => question.action === action)];
      return typeof answer === 'string' && answer ? answer : undefined;
    },
    allAllowed: () => answers.every((answer) => answer === true),
    allowedActions: () => [...actions],
  };
}
