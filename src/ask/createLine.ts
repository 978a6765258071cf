import { RejectedError, UnavailableError } from '../errors';
import type { CerbosClient } from './CerbosClient';
import { type Breaker, createBreaker, type Verdict } from './createBreaker';
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
  readonly cerbos: CerbosClient;
  /** Milliseconds until a question is given up. */
  readonly timeoutMs: number;
  readonly retry: boolean;
  readonly breaker: boolean;
}

// It is the client that gets through or not, however many lines lead to it.
const breakers = new WeakMap<CerbosClient, Breaker>();

/** Makes the line to the PDP of a client, for all who ask it. */
export function createLine({ cerbos, timeoutMs, retry, breaker }: LineOptions): Line {
  const run = breaker ? breakerOf(cerbos) : undefined;
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

function breakerOf(client: CerbosClient): Breaker {
  const breaker = breakers.get(client) ?? createBreaker();
  breakers.set(client, breaker);
  return breaker;
}

function isDeadline(reason: unknown): boolean {
  return reason instanceof UnavailableError && reason.code === 'deadline_exceeded';
}
