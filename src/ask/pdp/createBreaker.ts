import { UnavailableError } from '../../base/errors';

/**
 * What the end of a call says about the PDP. It answered; it could not be reached (`fails`); it was
 * silent for as long as the caller waits (`late`); something else answered (`garbled`); or
 * `nothing`, for example when the caller gave up.
 */
export type CallHealth = 'answers' | 'fails' | 'late' | 'garbled' | 'nothing';

/** Who makes a call. */
export interface Asker {
  /** `undefined` for all signed-out callers, who can't be told apart. */
  readonly caller: string | undefined;
  /** Milliseconds that the caller waits. */
  readonly patienceMs: number;
}

/**
 * Makes a call, or refuses to because too many calls have failed.
 *
 * @param call - its argument says whether this call tests if the PDP is back.
 * @throws UnavailableError `breaker_open`; any error of the call.
 */
export type Breaker = <T>(
  asker: Asker,
  call: (isProbe: boolean) => Promise<T>,
  judge: (error: unknown) => CallHealth,
) => Promise<T>;

/** When a breaker opens, and how long it rests. */
export interface BreakerLimits {
  /** At least this many of the recent calls must have failed. */
  readonly minCalls: number;
  /** More than this part of the recent callers must have failed. */
  readonly failureRate: number;
  /** The longest pause before a test call, in milliseconds. */
  readonly restMs: number;
}

/** The limits of a breaker without options. */
export const BREAKER_LIMITS: BreakerLimits = { minCalls: 10, failureRate: 0.5, restMs: 200 };

const WINDOW_MS = 10_000;
/** An answer that is older says nothing about the present. */
const STALE_MS = 1_000;
/** Failures within a shorter time may be those of one connection that a retry replaces. */
const SPAN_MS = 200;
/** The first pause before a test call. It doubles with each test that fails. */
const FIRST_REST_MS = 100;
/** A failure for this many callers is not the fault of one caller. */
const MANY_CALLERS = 3;

interface Call extends Pick<Asker, 'caller'> {
  readonly at: number;
  readonly health: Exclude<CallHealth, 'nothing'>;
  /** How long an answer took. For a failure: the longest wait that it affects. */
  readonly ms: number;
}

/** When the breaker opened, and for whom. */
interface Opening {
  since: number;
  /** Milliseconds from then until a test call. */
  restMs: number;
  readonly callers: Set<string | undefined>;
  patienceMs: number;
  readonly failure: unknown;
  /**
   * When the test call must have ended. Cloudflare Workers may stop a request when its client
   * disconnects, so the call may never end.
   */
  probingUntil: number;
}

/**
 * Makes a circuit breaker. While calls fail, it makes no more of them: callers don't wait in vain,
 * and a PDP that restarts is not flooded. After a short pause it lets one call through. If that call
 * is answered, the breaker closes. Otherwise the pause grows. It has no timers.
 *
 * One caller's questions can make calls fail, for example at a firewall before the PDP. So each
 * caller counts once, only the callers whose calls failed are refused until there are several of
 * them, and other callers may test first. In the same way, callers with a short deadline don't
 * affect callers with a long one.
 *
 * @param mayTest - false if a test call could not even be sent, since the client itself waits to
 * connect again.
 * @see https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker
 */
export function createBreaker(
  { minCalls, failureRate, restMs }: BreakerLimits = BREAKER_LIMITS,
  mayTest: () => boolean = () => true,
): Breaker {
  const maxCalls = 2 * minCalls;
  let calls: Call[] = [];
  let answeredAt = -Infinity;
  /** By how long callers wait: the first failure since one of them could have had an answer. */
  const failingSince = new Map<number, number>();
  let opening: Opening | undefined;

  const isDown = (failed: Call, relevant: readonly Call[]): boolean => {
    if (failed.at - (failingSince.get(failed.ms) ?? failed.at) < SPAN_MS) return false;
    const unanswered = relevant.filter(({ at }) => at > answeredAt);
    if (unanswered.length >= minCalls && failed.at - answeredAt >= STALE_MS) return true;
    // While others get answers, a proxy's error page is not an outage. Neither are failures of
    // signed-out callers: one of them may cause them all.
    const votes = relevant.filter(
      ({ health, caller }) =>
        health === 'answers' || (health !== 'garbled' && caller !== undefined),
    );
    const { callers, failing } = countCallers(votes);
    return votes.length >= minCalls && failing.length > callers * failureRate;
  };

  const count = (call: Call, error: unknown) => {
    calls.push(call);
    while (call.at - (calls[0]?.at ?? call.at) > WINDOW_MS) calls.shift();
    if (calls.length > maxCalls) calls.splice(indexOfLeast(calls), 1);
    if (call.health === 'answers') return;
    if (opening !== undefined && call.ms <= opening.patienceMs) return;
    const relevant = calls.filter(({ health, ms }) =>
      health === 'answers' ? ms <= call.ms : ms >= call.ms,
    );
    if (!isDown(call, relevant)) return;
    opening = {
      since: call.at,
      restMs: withJitter(Math.min(FIRST_REST_MS, restMs)),
      callers: new Set(countCallers(relevant).failing).add(call.caller),
      patienceMs: call.ms,
      failure: error,
      probingUntil: 0,
    };
    calls = [];
  };

  /** Handles the end of a call that was made while the breaker was open. */
  const conclude = (open: Opening, ended: Call, isProbe: boolean) => {
    const { at, caller, health, ms } = ended;
    if (health === 'answers') {
      if (ms > open.patienceMs) return;
      opening = undefined;
      calls = [ended];
      return;
    }
    // The PDP can be reached again but is slow. It may answer callers who wait longer.
    if (isProbe && open.patienceMs === Infinity) open.patienceMs = ms;
    const wereFew = open.callers.size < MANY_CALLERS;
    if (ms >= open.patienceMs) open.callers.add(caller);
    if (isProbe || (wereFew && open.callers.size >= MANY_CALLERS)) open.since = at;
    if (isProbe) open.restMs = withJitter(Math.min(2 * open.restMs, restMs));
    const [first] = open.callers;
    if (open.callers.size > maxCalls) open.callers.delete(first);
  };

  return async (asker, call, judge) => {
    const start = performance.now();
    const open = opening;
    const isProbe = open !== undefined && isRefused(open, asker);
    const until = start + asker.patienceMs;
    if (isProbe) {
      const isResting = start - open.since < restOf(open, asker);
      if (isResting || start < open.probingUntil || !mayTest()) throw notAsked(open.failure);
      open.probingUntil = until;
    }
    const window = calls;

    const hear = (health: CallHealth, error?: unknown) => {
      if (isProbe && open.probingUntil === until) open.probingUntil = 0;
      if (health === 'nothing') return;
      const at = performance.now();
      const { caller, patienceMs } = asker;
      const tookMs = Math.min(at - start, patienceMs);
      const failedMs = health === 'late' ? patienceMs : Infinity;
      const ended = { at, caller, health, ms: health === 'answers' ? tookMs : failedMs };
      if (health === 'answers') {
        answeredAt = at;
        for (const waitMs of failingSince.keys()) {
          if (waitMs >= ended.ms) failingSince.delete(waitMs);
        }
      } else if (!failingSince.has(ended.ms)) {
        failingSince.set(ended.ms, at);
        const [oldest = Infinity] = failingSince.keys();
        if (failingSince.size > maxCalls) failingSince.delete(oldest);
      }
      if (open !== undefined && open === opening) conclude(open, ended, isProbe);
      // A call from before the breaker opened says nothing about the PDP now.
      if (window === calls) count(ended, error);
    };

    try {
      const answer = await call(isProbe);
      hear('answers');
      return answer;
    } catch (error) {
      hear(judge(error), error);
      throw error;
    }
  };
}

function isRefused({ callers, patienceMs }: Opening, asker: Asker): boolean {
  if (asker.patienceMs > patienceMs) return false;
  return callers.size >= MANY_CALLERS || callers.has(asker.caller);
}

/**
 * Callers without failures may test first, and so may callers who wait at least as long as those
 * who failed.
 */
function restOf({ callers, patienceMs, restMs }: Opening, asker: Asker): number {
  const failed = callers.size >= MANY_CALLERS && callers.has(asker.caller);
  const isHasty = patienceMs < Infinity && asker.patienceMs < patienceMs;
  return failed || isHasty ? 1.5 * restMs : restMs;
}

/** Random, so that the breakers of several processes don't test at the same moment. */
function withJitter(ms: number): number {
  return ms * (0.8 + 0.4 * Math.random());
}

/** The number of callers, and those for whom at least half of the calls failed. */
function countCallers(calls: readonly Call[]) {
  const balances = new Map<string | undefined, number>();
  for (const { caller, health } of calls) {
    balances.set(caller, (balances.get(caller) ?? 0) + (health === 'answers' ? -1 : 1));
  }
  const failing = [...balances].filter(([, balance]) => balance >= 0).map(([caller]) => caller);
  return { callers: balances.size, failing };
}

/**
 * The oldest call of the caller with the most calls, so that one caller can't displace the others.
 */
function indexOfLeast(calls: readonly Call[]): number {
  const counts = new Map<string | undefined, number>();
  for (const { caller } of calls) counts.set(caller, (counts.get(caller) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return calls.findIndex(({ caller }) => counts.get(caller) === most);
}

function notAsked(cause: unknown): UnavailableError {
  return new UnavailableError({
    code: 'breaker_open',
    message:
      'The PDP was not asked, because most of the last calls to it failed. The cause is the error of one of these calls. Several times a second, one question tests whether the PDP is back. When it gets an answer, all questions are sent again.',
    cause,
  });
}
