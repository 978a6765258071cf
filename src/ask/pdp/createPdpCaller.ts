import { RejectedError, UnavailableError } from '../../base/errors';
import { startTimer, stopTimer } from '../../base/timers';
import { type StopSignal, toAbortSignal, withDeadline } from '../../base/withDeadline';
import { isAnonymous, type Principal } from '../../identify/Principal';
import type { CerbosClient } from '../types/CerbosClient';
import type { PdpCaller } from './callPdp';
import { mayConnect } from './clientAddress';
import { isOfProxy, isTransportFault, isUnreached } from './clientError';
import { type Breaker, type BreakerLimits, type CallHealth, createBreaker } from './createBreaker';
import { createFailover, isBreakerOpen } from './createFailover';

/** How calls to the PDP react to faults. */
export interface PdpCallerOptions {
  /** The clients of the replicas; at least one. */
  readonly replicas: readonly CerbosClient[];
  readonly retry: boolean;
  /** `undefined` for no breaker. */
  readonly breaker: BreakerLimits | undefined;
  /** Milliseconds until a second replica is asked; `undefined` for never. */
  readonly hedgeAfterMs: number | undefined;
}

// All bridges that use the same client share one breaker for the same limits.
const breakers = new WeakMap<CerbosClient, Map<string, Breaker>>();

/** Makes the caller of the PDP. With several replicas, a call goes on to the next one on a fault. */
export function createPdpCaller(options: PdpCallerOptions): PdpCaller {
  const { replicas, retry, breaker, hedgeAfterMs } = options;
  const [only, ...others] = replicas;
  if (only === undefined) throw new TypeError('There is at least one client.');
  if (others.length === 0) return callerOf(only, { retry, breaker });
  // In place of a pause and a second call to the same address, the next one is asked.
  const callers = replicas.map((cerbos) => callerOf(cerbos, { retry: false, breaker }));
  const ask = createFailover(callers, hedgeAfterMs);
  if (!retry) return ask;
  // After a long pause, what is between may have dropped the connections to all of them.
  return (principal, signal, call) => retryOnce(signal, () => ask(principal, signal, call));
}

/** Makes the caller of one client. */
function callerOf(
  cerbos: CerbosClient,
  { retry, breaker }: Pick<PdpCallerOptions, 'retry' | 'breaker'>,
): PdpCaller {
  const run = breaker === undefined ? undefined : breakerOf(cerbos, breaker);
  return (principal, signal, call) => {
    const start = performance.now();

    // A client may ignore the signal. The call ends at the deadline anyway.
    const attempt = () =>
      withDeadline({ signal }, (stopper) => {
        const signal = toAbortSignal(stopper);
        return retry ? retryOnce(signal, () => call(cerbos, signal)) : call(cerbos, signal);
      });

    const judge = (error: unknown): CallHealth => {
      if (signal.aborted) {
        // A question may use most of its deadline before this call, so it must not blame the PDP
        // then. A client that disconnects says nothing about the PDP, unless the PDP was silent for
        // long.
        const longMs = signal.patienceMs / (isDeadline(signal.reason) ? 4 : 2);
        return performance.now() - start >= longMs ? 'late' : 'nothing';
      }
      if (error instanceof RejectedError) return isOfProxy(error) ? 'nothing' : 'answers';
      // The fault is the caller's token, not the PDP.
      if (!(error instanceof UnavailableError) || error.code === 'token_expired') return 'nothing';
      if (isUnreached(error)) return 'fails';
      return isAnonymous(principal) ? 'nothing' : 'garbled';
    };

    if (run === undefined) return attempt();
    return run({ caller: whoAsks(principal), patienceMs: signal.patienceMs }, attempt, judge);
  };
}

/** The owner of a machine token, because one user or machine can create any number of tokens. */
function whoAsks(principal: Principal): string | undefined {
  if (isAnonymous(principal)) return undefined;
  const { userId, orgId, machineId } = principal.attr;
  return [userId, orgId, machineId, principal.id].find((id) => id !== '');
}

function breakerOf(client: CerbosClient, limits: BreakerLimits): Breaker {
  const known = breakers.get(client) ?? new Map<string, Breaker>();
  breakers.set(client, known);
  const name = JSON.stringify(limits);
  const breaker = known.get(name) ?? createBreaker(limits, () => mayConnect(client));
  known.set(name, breaker);
  return breaker;
}

function isDeadline(reason: unknown): boolean {
  return reason instanceof UnavailableError && reason.code === 'deadline_exceeded';
}

// Long enough to replace a connection, and short compared with any deadline. Random, so that
// callers who lost the same connection don't all return at once.
const MIN_PAUSE_MS = 10;
const MAX_PAUSE_MS = 100;

/**
 * Calls again, once and after a short pause, if the connection was refused or broke. This is safe,
 * since questions change nothing. An answer is never retried, not even an error, and nothing is
 * retried after the deadline. The error of a call says more than that the second one was not made.
 *
 * @param signal - also ends the pause.
 */
async function retryOnce<T>(signal: StopSignal, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (signal.aborted || !isTransportFault(error)) throw error;
    const pauseMs = MIN_PAUSE_MS + Math.random() * (MAX_PAUSE_MS - MIN_PAUSE_MS);
    if (!(await pause(pauseMs, signal))) throw signal.reason;
    try {
      return await attempt();
    } catch (later) {
      throw isBreakerOpen(later) ? error : later;
    }
  }
}

/** Resolves with false if the signal ended it. */
function pause(ms: number, signal: StopSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = () => {
      stopTimer(timer);
      signal.removeEventListener('abort', end);
      resolve(!signal.aborted);
    };
    const timer = startTimer(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
