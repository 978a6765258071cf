import { UnavailableError } from '../../base/errors';

/**
 * What the end of a call says of the PDP: it answers, whatever it says; it can't be reached; it was
 * silent for as long as its askers wait; something answers that is not the PDP; or `nothing`, as
 * when the caller gave up.
 */
export type CallHealth = 'answers' | 'fails' | 'late' | 'garbled' | 'nothing';

/** Who makes a call. */
export interface Asker {
  /** `undefined` for all who are not signed in: they can't be told apart. */
  readonly caller: string | undefined;
  /** Milliseconds for which they wait. */
  readonly patienceMs: number;
}

/**
 * Makes a call, or refuses to since too many have failed.
 *
 * @param call - told whether it is the one that finds out if the PDP is back.
 * @throws UnavailableError `breaker_open`; what the call throws.
 */
export type Breaker = <T>(
  asker: Asker,
  call: (isProbe: boolean) => Promise<T>,
  judge: (error: unknown) => CallHealth,
) => Promise<T>;

/** Of the last calls that are looked at, so many must have failed. */
const MIN_CALLS = 10;
const MAX_CALLS = 20;
const WINDOW_MS = 10_000;
/** How long it stays open before a probe, and how old an answer is that says nothing of now. */
const REST_MS = 1_000;
/** What fails for so many is not the fault of one. */
const MANY_CALLERS = 3;

interface Call extends Pick<Asker, 'caller'> {
  readonly at: number;
  readonly health: Exclude<CallHealth, 'nothing'>;
  /** How long an answer took; of a failure, the longest patience to which it matters. */
  readonly ms: number;
}

/** Since when calls are refused, and to whom. */
interface Opening {
  since: number;
  readonly callers: Set<string | undefined>;
  patienceMs: number;
  readonly failure: unknown;
  /**
   * When the call that finds out must have ended. Cloudflare Workers drop what a request waits for
   * when its client hangs up, so that nothing of it may ever end.
   */
  probingUntil: number;
}

/**
 * Makes a breaker: while calls fail, no more are made, so that callers don't wait for what won't
 * come, and a PDP that comes back is not overrun. Once a second, one call is let through; when it
 * is answered, all are again. It has no timers.
 *
 * What one caller asks can make calls fail, where a firewall stands before the PDP. So each caller
 * counts once; until several have failed, only they are refused; and others are let through before
 * them. In the same way, the patient don't suffer for the impatient.
 *
 * @see https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker
 */
export function createBreaker(): Breaker {
  let calls: Call[] = [];
  let answeredAt = -Infinity;
  let opening: Opening | undefined;

  const isDown = (failed: Call, relevant: readonly Call[]): boolean => {
    const unanswered = relevant.filter(({ at }) => at > answeredAt);
    if (unanswered.length >= MIN_CALLS && failed.at - answeredAt >= REST_MS) return true;
    // While others are answered, the page of a proxy is no outage. Nor is what fails for those who
    // can't be told apart: one of them may make it fail.
    const votes = relevant.filter(
      ({ health, caller }) =>
        health === 'answers' || (health !== 'garbled' && caller !== undefined),
    );
    const { callers, failing } = countCallers(votes);
    return votes.length >= MIN_CALLS && failing.length > callers / 2;
  };

  const count = (call: Call, error: unknown) => {
    calls.push(call);
    while (call.at - (calls[0]?.at ?? call.at) > WINDOW_MS) calls.shift();
    if (calls.length > MAX_CALLS) calls.splice(indexOfLeast(calls), 1);
    if (call.health === 'answers') return;
    if (opening !== undefined && call.ms <= opening.patienceMs) return;
    const relevant = calls.filter(({ health, ms }) =>
      health === 'answers' ? ms <= call.ms : ms >= call.ms,
    );
    if (!isDown(call, relevant)) return;
    opening = {
      since: call.at,
      callers: new Set(countCallers(relevant).failing).add(call.caller),
      patienceMs: call.ms,
      failure: error,
      probingUntil: 0,
    };
    calls = [];
  };

  /** A call that was made while it was open tells more of why. */
  const conclude = (open: Opening, ended: Call, isProbe: boolean) => {
    const { at, caller, health, ms } = ended;
    if (health === 'answers') {
      if (ms > open.patienceMs) return;
      opening = undefined;
      calls = [ended];
      return;
    }
    // What could not be reached is late now, and perhaps not for those who wait longer.
    if (isProbe && open.patienceMs === Infinity) open.patienceMs = ms;
    const wereFew = open.callers.size < MANY_CALLERS;
    if (ms >= open.patienceMs) open.callers.add(caller);
    if (isProbe || (wereFew && open.callers.size >= MANY_CALLERS)) open.since = at;
    const [first] = open.callers;
    if (open.callers.size > MAX_CALLS) open.callers.delete(first);
  };

  return async (asker, call, judge) => {
    const start = performance.now();
    const open = opening;
    const isProbe = open !== undefined && isRefused(open, asker);
    const until = start + asker.patienceMs;
    if (isProbe) {
      const isResting = start - open.since < restOf(open, asker);
      if (isResting || start < open.probingUntil) throw notAsked(open.failure);
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
      if (health === 'answers') answeredAt = at;
      if (open !== undefined && open === opening) conclude(open, ended, isProbe);
      // What was asked before it last opened says nothing of how the PDP fares since.
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

/** Those for whom it did not fail find out first, and those who wait as long as those for whom it did. */
function restOf({ callers, patienceMs }: Opening, asker: Asker): number {
  const failed = callers.size >= MANY_CALLERS && callers.has(asker.caller);
  const isHasty = patienceMs < Infinity && asker.patienceMs < patienceMs;
  return failed || isHasty ? 1.5 * REST_MS : REST_MS;
}

/** How many they are, and those of them for whom at least half of the calls failed. */
function countCallers(calls: readonly Call[]) {
  const balances = new Map<string | undefined, number>();
  for (const { caller, health } of calls) {
    balances.set(caller, (balances.get(caller) ?? 0) + (health === 'answers' ? -1 : 1));
  }
  const failing = [...balances].filter(([, balance]) => balance >= 0).map(([caller]) => caller);
  return { callers: balances.size, failing };
}

/** The oldest call of the caller who made most: one caller can't crowd out what others know. */
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
      'The PDP was not asked, since most of the last calls failed; see the cause. One question a second is let through, until one is answered.',
    cause,
  });
}
