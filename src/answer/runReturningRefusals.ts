import { isDenied } from '../base/errors';
import type { StepUp } from '../base/wire';
import { type GuardedCall, refuse } from './refuse';

/**
 * Runs a guarded server action, and returns the refusal where the caller is denied: what is thrown
 * would reach them without its message. Everything else passes through untouched.
 */
export async function runReturningRefusals(
  call: GuardedCall,
  act: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await call.run(act);
  } catch (error) {
    if (!isDenied(error)) throw error;
    const refusal = await refuse(call, error, isChosen);
    if (refusal.type === 'answer') return refusal.answer;
    // A denial is an answer, so that no action ends here.
    if (refusal.type === 'gone') throw error;
    const { problem } = refusal;
    // The rule's own onDenied could not tell, which is no denial.
    if (problem.status >= 500) throw refusal.error;
    return Object.hasOwn(problem.body, 'clerk_error')
      ? problem.body
      : { cerbos_error: problem.body };
  }
}

/** A server action may answer with anything that is not one of the choices of a rule. */
function isChosen(choice: unknown): choice is object | string | number | boolean | null {
  return choice !== undefined && choice !== 'not-found';
}

/**
 * What a refused server action returns, for whoever called it to show: what the body of a refused
 * request says, and the status that it would have.
 */
export interface ActionRefusal {
  readonly cerbos_error: {
    readonly title: string;
    readonly status: 401 | 403 | 404;
    readonly code: 'signed_out' | 'denied' | 'not_found';
    readonly action?: string;
    readonly actions?: readonly string[];
    readonly resource?: { readonly kind: string; readonly id: string };
    /** The PDP's id of the call, as in its decision log. */
    readonly cerbosCallId?: string;
  };
}

/**
 * What `useReverification()` looks for in what a server action returns.
 *
 * @see https://clerk.com/docs/guides/secure/reverification
 */
export interface ReverificationDemand {
  readonly clerk_error: {
    readonly type: 'forbidden';
    readonly reason: 'reverification-error';
    readonly metadata: { readonly reverification: StepUp };
  };
}
