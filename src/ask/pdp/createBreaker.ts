import { UnavailableError } from '../../base/errors';

/**
 * What the end of a call says of the PDP: it answers, whatever it says; it fails; or `nothing`, as
 * when the caller gave up.
 */
export type CallHealth = 'answers' | 'fails' | 'nothing';

/**
 * Makes a call, or refuses to since too many have failed.
 *
 * @param call - told whether it is the one that finds out if the PDP is back.
 * @throws UnavailableError `breaker_open`; what the call throws.
 */
export type Breaker = <T>(
  call: (isProbe: boolean) => Promise<T>,
  judge: (error: unknown) => CallHealth,
) => Promise<T>;

/** Opens where half of the calls fail, of the last ones, of which there must be some. */
const FAILURE_RATE = 0.5;
const MIN_CALLS = 10;
const MAX_CALLS = 20;
const WINDOW_MS = 10_000;
/** How long it stays open before a probe. */
const REST_MS = 1_000;

interface Call {
  readonly at: number;
  readonly failed: boolean;
}

/**
 * Makes a breaker: while most calls fail, no more are made, so that callers don't wait for what
 * won't come, and a PDP that comes back is not overrun. Once a second, one call is let through;
 * when it is answered, all are again. It has no timers.
 *
 * @see https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker
 */
export function createBreaker(): Breaker {
  let calls: Call[] = [];
  let openedAt: number | undefined;
  let isProbing = false;
  let lastFailure: unknown;

  const open = (failure: unknown) => {
    openedAt = performance.now();
    lastFailure = failure;
    calls = [];
  };

  const close = () => {
    openedAt = undefined;
    lastFailure = undefined;
  };

  const count = (window: Call[], failed: boolean, error?: unknown) => {
    // It was made before the breaker last opened, and says nothing of how the PDP fares since.
    if (window !== calls) return;
    const now = performance.now();
    calls.push({ at: now, failed });
    while (calls.length > MAX_CALLS || now - (calls[0]?.at ?? now) > WINDOW_MS) calls.shift();
    const failures = calls.filter((call) => call.failed).length;
    if (calls.length >= MIN_CALLS && failures >= calls.length * FAILURE_RATE) open(error);
  };

  const probe: Breaker = async (call, judge) => {
    isProbing = true;
    try {
      const answer = await call(true);
      close();
      return answer;
    } catch (error) {
      const verdict = judge(error);
      if (verdict === 'answers') close();
      if (verdict === 'fails') open(error);
      throw error;
    } finally {
      isProbing = false;
    }
  };

  return async (call, judge) => {
    if (openedAt !== undefined) {
      if (isProbing || performance.now() - openedAt < REST_MS) throw notAsked(lastFailure);
      return probe(call, judge);
    }
    const window = calls;
    try {
      const answer = await call(false);
      count(window, false);
      return answer;
    } catch (error) {
      const verdict = judge(error);
      if (verdict !== 'nothing') count(window, verdict === 'fails', error);
      throw error;
    }
  };
}

function notAsked(cause: unknown): UnavailableError {
  return new UnavailableError({
    code: 'breaker_open',
    message:
      'The PDP was not asked, since most of the last calls failed; see the cause. One question a second is let through, until one is answered.',
    cause,
  });
}
