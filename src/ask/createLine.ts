import { RejectedError, UnavailableError } from '../errors';
import { createBreaker, type Verdict } from './createBreaker';
import { retryOnce } from './retryOnce';
import { type StopSignal, toAbortSignal } from './StopSignal';
import { withDeadline } from './withDeadline';

/** The line to the PDP: every call is made through it, and it knows how the last ones went. */
export type Line = <Answer>(
  signal: StopSignal,
  call: (signal: AbortSignal) => Promise<Answer>,
) => Promise<Answer>;

/** How the line deals with faults. */
export interface LineOptions {
  /** Milliseconds until a question is given up. */
  readonly timeoutMs: number;
  readonly retry: boolean;
  readonly breaker: boolean;
}

/** Makes the line to one PDP, for all who ask it. */
export function createLine({ timeoutMs, retry, breaker }: LineOptions): Line {
  const run = breaker ? createBreaker() : undefined;
  return async (signal, call) => {
    const start = performance.now();

    // A client may not listen to the signal: then the call is over all the same.
    const attempt = (isProbe: boolean) =>
      withDeadline({ signal }, (stop) => {
        const signal = toAbortSignal(stop);
        return retry && !isProbe ? retryOnce(signal, () => call(signal)) : call(signal);
      });

    const judge = (error: unknown): Verdict => {
      if (signal.aborted) {
        // What is left of the deadline may be little, where a loader took the rest of it.
        const isLate = performance.now() - start >= timeoutMs / 2;
        return isLate && isDeadline(signal.reason) ? 'fails' : 'nothing';
      }
      if (error instanceof UnavailableError) {
        // It is the caller's token, and says nothing of the PDP.
        return error.code === 'token_expired' ? 'nothing' : 'fails';
      }
      return error instanceof RejectedError ? 'answers' : 'nothing';
    };

    return run === undefined ? attempt(false) : run(attempt, judge);
  };
}

function isDeadline(reason: unknown): boolean {
  return reason instanceof UnavailableError && reason.code === 'deadline_exceeded';
}
