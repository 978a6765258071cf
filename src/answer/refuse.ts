import { isClerkCerbosError, isDenied } from '../errorGuards';
import { DeniedError } from '../errors';
import type { GuardRule } from './guard';
import { type Problem, toProblem } from './problem';

/** What a refusal comes to: the app's own answer, or the problem that is sent for it. */
export type Refusal<Answer> = { readonly answer: Answer } | { readonly problem: Problem };

/**
 * Turns what a guarded handler threw into what its caller gets.
 *
 * @param isAnswer - is this what the rule's `onDenied` may answer with in this framework?
 * @throws whatever is not ours: a framework's own control flow, and an app's own errors.
 */
export async function refuse<Answer>(
  rule: GuardRule,
  args: readonly unknown[],
  error: unknown,
  isAnswer: (value: unknown) => value is Answer,
): Promise<Refusal<Answer>> {
  if (!isClerkCerbosError(error)) throw error;
  if (!isDenied(error)) return { problem: report(toProblem(error), error) };
  const { onDenied } = rule;
  const answer: unknown =
    typeof onDenied === 'function'
      ? await Reflect.apply(onDenied, undefined, [error, ...args])
      : onDenied;
  if (isAnswer(answer)) return { answer };
  // Whoever could get there by verifying the session again must learn so; and a signed-out caller
  // gets the same answer whether or not there is such a thing.
  const hidden = answer === 'not-found' && error.code === 'denied';
  const { actions } = error;
  const shown = hidden ? new DeniedError({ code: 'not_found', actions, cerbosCallId: '' }) : error;
  return { problem: toProblem(shown) };
}

/** What is wrong with the app, or with its PDP, is for those who run it. */
function report(problem: Problem, { code, message }: Error & { readonly code: string }): Problem {
  console.error(`[clerk-cerbos] ${code}: ${message}`);
  return problem;
}
