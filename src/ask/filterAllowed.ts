import { invalidConfiguration } from '../base/errors';
import type { Answer, Caller } from './PrincipalClient';
import { invalid, readQuestion } from './readQuestion';
import type { ParsedQuestion } from './types/Question';

/** What a verb asks, and what it makes of the answers. */
export interface Asking<Result> {
  readonly questions: readonly ParsedQuestion[];
  readonly includeMetadata: boolean | undefined;
  /** Answers are in the order of the questions. */
  readonly conclude: (answers: readonly Answer[], caller: Caller | undefined) => Result;
}

/**
 * Reads a list, and the question about each of its items.
 *
 * @throws RejectedError `invalid_question` or `invalid_value`, naming the item; ConfigurationError
 * `invalid_configuration`; what `toQuestion` throws.
 */
export function filterAllowed(input?: unknown, toQuestion?: unknown): Asking<unknown[]> {
  if (!Array.isArray(input)) throw invalid('items', 'must be a list');
  // A copy: the app may change its list before the answers are there.
  const items = Array.from<unknown>(input);
  const questions = questionsAbout(items, toQuestion, 'items');
  return {
    questions,
    includeMetadata: undefined,
    conclude: (answers) => items.filter((_, index) => isAllowed(answers[index])),
  };
}

/** Asks the app's function for the question about each item. */
export function questionsAbout(
  items: readonly unknown[],
  toQuestion: unknown,
  path: string,
): ParsedQuestion[] {
  const ask = readFunction(toQuestion, 'toQuestion', '(item) => ({ resource, action })');
  return items.map((item, index) =>
    readQuestion(Reflect.apply(ask, undefined, [item, index]), `${path}[${index}]`),
  );
}

/** Was everything that was asked about one item allowed? */
export function isAllowed(answer: Answer | undefined): boolean {
  return answer?.decision.allAllowed() === true;
}

/** @throws ConfigurationError `invalid_configuration`, with what to write. */
export function readFunction(input: unknown, name: string, form: string): CallableFunction {
  if (typeof input === 'function') return input;
  throw invalidConfiguration(`${name} must be a function: ${form}.`);
}
