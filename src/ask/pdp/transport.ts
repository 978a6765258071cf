import { type StopSignal, toAbortSignal, withDeadline } from '../../base/async/withDeadline';
import { RejectedError, UnavailableError } from '../../base/errors';
import { member } from '../../base/getProperty';
import type { CerbosClient } from '../types/CerbosClient';
import { type Breaker, createBreaker, type Verdict } from './createBreaker';

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

// Long enough for a connection to be replaced, short beside any deadline; at random, so that those
// who lost one connection together don't come back together.
const MIN_PAUSE_MS = 10;
const MAX_PAUSE_MS = 100;

/**
 * Does it once more, after a short pause, where the first time did not get through: the connection
 * was refused or broke. Questions change nothing, so it does not matter if the PDP had heard it.
 * Whatever answered, even an error or garbage, would do so again; so would whoever is too late.
 *
 * @param signal - ends the pause, too.
 */
export async function retryOnce<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (signal.aborted || !isTransportFault(error)) throw error;
    await pause(MIN_PAUSE_MS + Math.random() * (MAX_PAUSE_MS - MIN_PAUSE_MS), signal);
    signal.throwIfAborted();
    return attempt();
  }
}

/**
 * Clients tell by gRPC codes: 14, UNAVAILABLE, over gRPC; over HTTP 13, INTERNAL, for the TypeError
 * by which `fetch` says that the network failed. What can't be parsed has another cause.
 *
 * @see https://grpc.github.io/grpc/core/md_doc_statuscodes.html
 * @see https://fetch.spec.whatwg.org/#concept-network-error
 */
function isTransportFault(error: unknown): boolean {
  if (!(error instanceof UnavailableError)) return false;
  const code = member(error.cause, 'code');
  if (code === 14) return true;
  return code === 13 && member(member(error.cause, 'cause'), 'name') === 'TypeError';
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
