import { isClerkCerbosError, isDenied } from '../base/errorGuards';
import { type AnyClerkCerbosError, DeniedError } from '../base/errors';
import { type Problem, toProblem } from './problem';

/** A rule, as far as refusals go. */
export interface Refusing {
  readonly onDenied: unknown;
}

/** What a refusal comes to: the app's own answer, or the problem that is sent for it. */
export type Refusal<Answer> =
  { readonly answer: Answer } | { readonly problem: Problem; readonly error: AnyClerkCerbosError };

/**
 * Turns what a guarded handler threw into what its caller gets.
 *
 * @param isAnswer - is this what the rule's `onDenied` may answer with in this framework?
 * @throws whatever is not ours: a framework's own control flow, and an app's own errors.
 */
export async function refuse<Answer>(
  { onDenied }: Refusing,
  args: readonly unknown[],
  error: unknown,
  isAnswer: (value: unknown) => value is Answer,
): Promise<Refusal<Answer>> {
  if (!isClerkCerbosError(error)) throw error;
  if (!isDenied(error)) return { problem: problemOf(error), error };
  const choice = await choose(onDenied, [error, ...args]);
  if (isClerkCerbosError(choice)) return { problem: problemOf(choice), error: choice };
  if (isAnswer(choice)) return { answer: choice };
  // Whoever could get there by verifying the session again must learn so; and a signed-out caller
  // gets the same answer whether or not there is such a thing.
  const hidden = choice === 'not-found' && error.code === 'denied';
  const { actions } = error;
  const shown = hidden ? new DeniedError({ code: 'not_found', actions, cerbosCallId: '' }) : error;
  return { problem: toProblem(shown), error: shown };
}

/** What the rule chooses. It may ask further questions to do so; where one fails, that is it. */
async function choose(onDenied: unknown, args: readonly unknown[]): Promise<unknown> {
  if (typeof onDenied !== 'function') return onDenied;
  try {
    const choice: unknown = await Reflect.apply(onDenied, undefined, args);
    return choice;
  } catch (thrown) {
    if (isClerkCerbosError(thrown)) return thrown;
    throw thrown;
  }
}

/** What one of our errors comes to where no rule shapes it. */
export function problemOf(error: AnyClerkCerbosError): Problem {
  const problem = toProblem(error);
  // What is wrong with the app, or with its PDP, is for those who run it.
  if (problem.status >= 500) console.error(`[clerk-cerbos] ${error.code}: ${error.message}`);
  return problem;
}

/**
 * What was thrown, as something that a framework can only take for an error: Express and Fastify
 * go on to the handler if they are passed `undefined`, and Express if it is passed `'route'`.
 */
export function thrown(error: unknown): Error {
  // Frameworks hand on other objects, too, and look for what they know of an error.
  if (typeof error === 'object' && error !== null) return error as Error;
  return new Error(`Something that is no error was thrown: ${String(error)}`, { cause: error });
}
