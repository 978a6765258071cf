import { RejectedError, UnavailableError } from '../../base/errors';
import { isObject } from '../../base/value';
import { type Stopper, toAbortSignal, withDeadline } from '../../base/withDeadline';
import { isAnonymous, type Principal } from '../../identify/Principal';
import type { AuxData } from '../../identify/sessionToken';
import type { CerbosClient, ClientCheckRequest, ClientValue } from '../types/CerbosClient';
import { clientError, isOfProxy, isTransportFault, isUnreached } from './clientError';
import { type Breaker, type CallHealth, createBreaker } from './createBreaker';

/** Everything a call to the PDP needs beside the question. */
export interface PdpCall {
  readonly cerbos: CerbosClient;
  readonly caller: PdpCaller;
  readonly principal: Principal;
  /** The session token, where the app passes it on. */
  readonly auxData: AuxData | undefined;
  readonly includeMetadata: boolean;
  readonly signal: Stopper;
}

type RequestHead = Omit<ClientCheckRequest, 'resources'>;

/**
 * Asks the PDP, with a request id of its own for each time that it is called, and takes no other
 * answer than one to that very request.
 *
 * @throws UnavailableError where there is no such answer, or the session token that is passed on
 * has expired; RejectedError where the PDP refuses.
 */
export async function callPdp<Answer extends { readonly requestId: string }>(
  { caller, principal, auxData, includeMetadata, signal }: PdpCall,
  call: (head: RequestHead, options: { signal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  // Not counted by the breaker, which is about the PDP.
  const expired = tokenExpired(auxData);
  if (expired !== undefined) throw expired;
  const { answer, requestId } = await caller(principal, signal, async (signal) => {
    const requestId = crypto.randomUUID();
    const head: RequestHead = {
      requestId,
      principal: {
        id: principal.id,
        roles: [...principal.roles],
        // Clients take mutable types, but only read them; the attributes are frozen all the same.
        attr: principal.attr as Record<string, ClientValue>,
      },
      includeMetadata,
    };
    if (auxData !== undefined) head.auxData = { jwt: { ...auxData.jwt } };
    return { answer: await send(() => call(head, { signal }), auxData), requestId };
  });
  // A client of another make may not keep to its types.
  if (!isObject(answer)) throw invalidAnswer('it is not an object');
  if (answer.requestId !== requestId) throw invalidAnswer('it belongs to another request');
  return answer;
}

async function send<Answer>(
  call: () => Promise<Answer>,
  auxData: AuxData | undefined,
): Promise<Answer> {
  try {
    return await call();
  } catch (thrown) {
    const error = clientError(thrown);
    // It may have expired on the way.
    throw (error.code === 'token_rejected' ? tokenExpired(auxData) : undefined) ?? error;
  }
}

/** An answer that does not fit the question: never taken for an allow, nor for a denial. */
export function invalidAnswer(reason: string): UnavailableError {
  return new UnavailableError({
    code: 'invalid_answer',
    message: `The PDP's answer can't be trusted: ${reason}. Is something else listening at its address, or a proxy in between?`,
  });
}

/** An UnavailableError once the session token has expired; `undefined` before, or without one. */
function tokenExpired(auxData: AuxData | undefined): UnavailableError | undefined {
  if (auxData === undefined || Date.now() < auxData.expiresAt) return undefined;
  return new UnavailableError({
    code: 'token_expired',
    message:
      'The session token has expired, so that the PDP would not verify it (auxData). Ask again with a new one.',
  });
}

/** Makes calls to the PDP, and knows how the last ones went. */
export type PdpCaller = <Answer>(
  principal: Principal,
  signal: Stopper,
  call: (signal: AbortSignal) => Promise<Answer>,
) => Promise<Answer>;

/** How calls to the PDP deal with faults. */
export interface PdpCallerOptions {
  readonly cerbos: CerbosClient;
  readonly retry: boolean;
  readonly breaker: boolean;
}

// The client reaches its PDP or does not; every bridge that uses the client shares this knowledge.
const breakers = new WeakMap<CerbosClient, Breaker>();

/** Makes what calls the PDP of a client, for all who ask it. */
export function createPdpCaller(options: PdpCallerOptions): PdpCaller {
  const { cerbos, retry, breaker } = options;
  const run = breaker ? breakerOf(cerbos) : undefined;
  return async (principal, signal, call) => {
    const start = performance.now();

    // A client may not listen to the signal: then the call is over all the same.
    const attempt = (isProbe: boolean) =>
      withDeadline({ signal }, (stopper) => {
        const signal = toAbortSignal(stopper);
        return retry && !isProbe ? retryOnce(signal, () => call(signal)) : call(signal);
      });

    const judge = (error: unknown): CallHealth => {
      if (signal.aborted) {
        // A question may spend most of its deadline before it gets here, and must not blame the PDP
        // then. A caller who hangs up says nothing of it, unless it was silent for long by then.
        const longMs = signal.patienceMs / (isDeadline(signal.reason) ? 4 : 2);
        return performance.now() - start >= longMs ? 'late' : 'nothing';
      }
      if (error instanceof RejectedError) return isOfProxy(error) ? 'nothing' : 'answers';
      // It is the caller's token, and says nothing of the PDP.
      if (!(error instanceof UnavailableError) || error.code === 'token_expired') return 'nothing';
      if (isUnreached(error)) return 'fails';
      return isAnonymous(principal) ? 'nothing' : 'garbled';
    };

    if (run === undefined) return attempt(false);
    return run({ caller: whoAsks(principal), patienceMs: signal.patienceMs }, attempt, judge);
  };
}

/** The owner of a machine token, since any number of them is made for one user, or one machine. */
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

// Long enough for a connection to be replaced, short beside any deadline; at random, so that those
// who lost one connection together don't come back together.
const MIN_PAUSE_MS = 10;
const MAX_PAUSE_MS = 100;

/**
 * Does it once more, after a short pause, where the first time did not get through: the connection
 * was refused or broke. Questions change nothing, so it does not matter if the PDP had heard it.
 * Errors and garbage are answers, and would come again; after the deadline nothing is tried again.
 *
 * @param signal - ends the pause, too.
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
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
