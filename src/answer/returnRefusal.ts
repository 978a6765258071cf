import { isDenied } from '../errorGuards';
import type { CheckedRule } from './guard';
import { refuse } from './refuse';

/**
 * Runs a guarded server action, and returns the refusal where the caller is denied: what is thrown
 * would reach them without its message. Everything else passes through untouched.
 */
export async function returnRefusal(
  rule: CheckedRule,
  args: readonly unknown[],
  act: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    if (!isDenied(error)) throw error;
    const refusal = await refuse(rule, args, error, isChosen);
    if ('answer' in refusal) return refusal.answer;
    const { problem } = refusal;
    // The rule's own onDenied could not tell, which is no denial.
    if (problem.status >= 500) throw refusal.error;
    return 'clerk_error' in problem.body ? problem.body : { cerbos_error: problem.body };
  }
}

/** A server action may answer with anything that is not one of the choices of a rule. */
function isChosen(choice: unknown): choice is object | string | number | boolean | null {
  return choice !== undefined && choice !== 'not-found';
}
