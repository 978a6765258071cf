import { isDenied } from '../base/isClerkCerbosError';
import type { StepUp } from '../base/StepUp';
import { type GuardedCall, refuse } from './refuse';

/**
 * Runs a guarded server action, and returns the refusal when the caller is denied. A thrown error
 * would lose its message on the way to the browser. Everything else passes through unchanged.
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
    // A denial is an answer: the action must not run just because the client has gone.
    if (refusal.type === 'gone') throw error;
    const { problem } = refusal;
    // The rule's `onDenied` failed. That is not a denial.
    if (problem.status >= 500) throw refusal.error;
    return Object.hasOwn(problem.body, 'clerk_error')
      ? problem.body
      : { cerbos_error: problem.body };
  }
}

/** A server action may answer with any value that is not one of the choices of `onDenied`. */
function isChosen(choice: unknown): choice is object | string | number | boolean | null {
  return choice !== undefined && choice !== 'not-found';
}

/**
 * What a refused server action returns: the body that a refused request would have, with its
 * status.
 */
export interface ActionRefusal {
  readonly cerbos_error: {
    readonly title: string;
    readonly status: 401 | 403 | 404;
    readonly code: 'signed_out' | 'denied' | 'not_found';
    /** The policy's own words, if it has any. */
    readonly detail?: string;
    readonly action?: string;
    readonly actions?: readonly string[];
    readonly resource?: { readonly kind: string; readonly id: string };
    /** The PDP's id of the call, as in its decision log. */
    readonly cerbosCallId?: string;
  };
}

/**
 * The value that `useReverification()` looks for in the result of a server action.
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
