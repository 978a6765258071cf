import { RejectedError, UnavailableError } from '../../base/errors';
import { startTimer, stopTimer } from '../../base/timers';
import { isObject } from '../../base/value';
import { type Stopper, toAbortSignal, withDeadline } from '../../base/withDeadline';
import { isAnonymous, type Principal } from '../../identify/Principal';
import type { AuxData } from '../../identify/sessionToken';
import type { CerbosClient, ClientCheckRequest, ClientValue } from '../types/CerbosClient';
import { addressOf } from './clientAddress';
import { clientError, isOfProxy, isTransportFault, isUnreached } from './clientError';
import { type Breaker, type CallHealth, createBreaker } from './createBreaker';

/** What a call to the PDP needs beside the question. */
export interface PdpCall {
  readonly cerbos: CerbosClient;
  readonly caller: PdpCaller;
  readonly principal: Principal;
  /** The session token, if the app passes it on. */
  readonly auxData: AuxData | undefined;
  readonly includeMetadata: boolean;
  readonly signal: Stopper;
}

type RequestHead = Omit<ClientCheckRequest, 'resources'>;

/**
 * Calls the PDP with a new request id, and accepts only an answer with that id.
 *
 * @throws UnavailableError if there is no such answer, or if the session token that is passed on
 * has expired; RejectedError if the PDP refuses.
 */
export async function callPdp<Answer extends { readonly requestId: string }>(
  { cerbos, caller, principal, auxData, includeMetadata, signal }: PdpCall,
  call: (head: RequestHead, options: { signal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  // The breaker does not count this, since it says nothing about the PDP.
  const expired = tokenExpired(auxData);
  if (expired !== undefined) throw expired;
  const { answer, requestId } = await caller(principal, signal, async (signal) => {
    const requestId = crypto.randomUUID();
    const head: RequestHead = {
      requestId,
      principal: {
        id: principal.id,
        roles: [...principal.roles],
        // Clients take mutable types, but only read them. The attributes are frozen anyway.
        attr: principal.attr as Record<string, ClientValue>,
      },
      includeMetadata,
    };
    if (auxData !== undefined) head.auxData = { jwt: { ...auxData.jwt } };
    return { answer: await send(() => call(head, { signal }), auxData, cerbos), requestId };
  });
  // Another client may not keep to its types.
  if (!isObject(answer)) throw invalidAnswer('it is not an object');
  if (answer.requestId !== requestId) throw invalidAnswer('it belongs to another request');
  return answer;
}

async function send<Answer>(
  call: () => Promise<Answer>,
  auxData: AuxData | undefined,
  cerbos: CerbosClient,
): Promise<Answer> {
  try {
    return await call();
  } catch (thrown) {
    const error = clientError(thrown, addressOf(cerbos));
    // The token may have expired during the call.
    throw (error.code === 'token_rejected' ? tokenExpired(auxData) : undefined) ?? error;
  }
}

/** The answer does not fit the question. It counts neither as an allow nor as a denial. */
export function invalidAnswer(reason: string): UnavailableError {
  return new UnavailableError({
    code: 'invalid_answer',
    message: `The PDP's answer can't be trusted: ${reason}. Is another server listening at its address, or is there a proxy in between?`,
  });
}

/** An UnavailableError if the session token has expired; otherwise `undefined`. */
function tokenExpired(auxData: AuxData | undefined): UnavailableError | undefined {
  if (auxData === undefined || Date.now() < auxData.expiresAt) return undefined;
  return new UnavailableError({
    code: 'token_expired',
    message:
      'The session token has expired. The option auxData sends it to the PDP, and the PDP refuses an expired token. Ask again with a new token.',
  });
}

/** Makes calls to the PDP, with retry and breaker. */
export type PdpCaller = <Answer>(
  principal: Principal,
  signal: Stopper,
  call: (signal: AbortSignal) => Promise<Answer>,
) => Promise<Answer>;

/** How calls to the PDP react to faults. */
export interface PdpCallerOptions {
  readonly cerbos: CerbosClient;
  readonly retry: boolean;
  readonly breaker: boolean;
}

// All bridges that use the same client share one breaker.
const breakers = new WeakMap<CerbosClient, Breaker>();

/** Makes the caller of a client's PDP. */
export function createPdpCaller(options: PdpCallerOptions): PdpCaller {
  const { cerbos, retry, breaker } = options;
  const run = breaker ? breakerOf(cerbos) : undefined;
  return async (principal, signal, call) => {
    const start = performance.now();

    // A client may ignore the signal. The call ends at the deadline anyway.
    const attempt = (isProbe: boolean) =>
      withDeadline({ signal }, (stopper) => {
        const signal = toAbortSignal(stopper);
        return retry && !isProbe ? retryOnce(signal, () => call(signal)) : call(signal);
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

    if (run === undefined) return attempt(false);
    return run({ caller: whoAsks(principal), patienceMs: signal.patienceMs }, attempt, judge);
  };
}

/** The owner of a machine token, because one user or machine can create any number of tokens. */
function whoAsks(principal: Principal): string | undefined {
  if (isAnonymous(principal)) return undefined;
  const { userId, orgId, machineId } = principal.attr;
  return [userId, orgId, machineId, principal.id].find((id) => id !== '');
}

function breakerOf(client: CerbosClient): Breaker {
  const breaker = breakers.get(client) ?? createBreaker();
  breakers.set(client, breaker);
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
 * retried after the deadline.
 *
 * @param signal - also ends the pause.
 */
async function retryOnce<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (signal.aborted || !isTransportFault(error)) throw error;
    await pause(MIN_PAUSE_MS + Math.random() * (MAX_PAUSE_MS - MIN_PAUSE_MS), signal);
    signal.throwIfAborted();
    return attempt();
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      stopTimer(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = startTimer(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
