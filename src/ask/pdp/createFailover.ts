import { UnavailableError } from '../../base/errors';
import { startTimer, stopTimer } from '../../base/timers';
import { Stopper, type StopSignal } from '../../base/withDeadline';
import { isPage, isTransportFault } from './clientError';
import type { PdpCaller } from './callPdp';

/** How long a replica that failed is asked last, in milliseconds. */
const REST_MS = 500;

/** One replica, and until when it is asked last. */
interface Replica {
  readonly call: PdpCaller;
  /** Milliseconds, on the clock of `performance`. `-Infinity` if it answered last. */
  restsUntil: number;
}

/** A call to one replica that has not ended. */
interface Attempt {
  readonly own: Stopper;
  readonly since: number;
}

/**
 * Makes the caller of several replicas. They are asked in turn. On a fault of the transport, the page
 * of a proxy, or an open breaker, the next one is asked at once; an answer is never asked for again, not even an
 * error. A replica that fails, or is silent until another one answers, is asked last for a while.
 * After that, one question tests it, while the others are still asked elsewhere.
 *
 * @param hedgeAfterMs - milliseconds of silence after which a second replica is asked, too. The
 * first answer counts, and the other call is aborted. `undefined` for never.
 */
export function createFailover(
  callers: readonly PdpCaller[],
  hedgeAfterMs: number | undefined,
): PdpCaller {
  const replicas = callers.map((call): Replica => ({ call, restsUntil: -Infinity }));
  let turn: number | undefined;

  /** All of them, in the order in which this question asks them: the next in turn, and those after it. */
  const inOrder = (): Replica[] => {
    // Random, so that many short-lived processes don't all begin with the same one. Not earlier:
    // Cloudflare Workers refuse some random values outside of a request.
    const current = (turn ?? Math.floor(Math.random() * replicas.length)) + 1;
    turn = current;
    const now = performance.now();
    // Without those that rest, or the neighbour of one that rests would get all of its questions.
    const awake = replicas.filter(({ restsUntil }) => restsUntil <= now);
    const inTurn = awake.length > 0 ? awake : replicas;
    const first = replicas.findIndex((replica) => replica === inTurn[current % inTurn.length]);
    return [...replicas.slice(first), ...replicas.slice(0, first)];
  };

  return (principal, signal, call) =>
    new Promise((resolve, reject) => {
      const waiting = inOrder();
      const running = new Map<Replica, Attempt>();
      // A question may have less time than most. The second replica needs some of it.
      const hedgeMs = Math.min(hedgeAfterMs ?? Infinity, signal.patienceMs / 2);
      // A timer may fire a little early.
      const silentMs = 0.9 * Math.min(hedgeMs, signal.patienceMs / 4);
      let failure: unknown;

      const settle = (finish: () => void, answered?: Replica) => {
        stopTimer(timer);
        parent.removeEventListener('abort', stopAll);
        const now = performance.now();
        for (const [replica, { own, since }] of running) {
          if (replica === answered) continue;
          // One that was asked just now says nothing by its silence.
          if (now - since >= silentMs) rest(replica);
          own.stop(LOST);
        }
        running.clear();
        finish();
      };

      const fail = (error: unknown, answered?: Replica) => {
        settle(() => {
          // What was thrown is passed on as it is.
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
          reject(error);
        }, answered);
      };

      /** Asks the given one or, of those that were not asked, one that has not failed. */
      const askNext = (
        replica = waiting.find((other) => !hasFailed(other)) ?? waiting[0],
      ): void => {
        if (replica === undefined) return;
        waiting.splice(waiting.indexOf(replica), 1);
        const own = new Stopper(signal);
        running.set(replica, { own, since: performance.now() });
        replica.call(principal, own, call).then(
          (answer) => {
            if (!running.has(replica)) return;
            replica.restsUntil = -Infinity;
            settle(() => {
              resolve(answer);
            }, replica);
          },
          (error: unknown) => {
            if (!running.has(replica)) return;
            // The deadline has passed, or the caller gave up: that is no answer of this replica.
            if (signal.aborted) {
              fail(error);
              return;
            }
            if (!mayBeElsewhere(error)) {
              fail(error, replica);
              return;
            }
            running.delete(replica);
            rest(replica);
            // The error of a call says more than that none was made.
            if (failure === undefined || isBreakerOpen(failure)) failure = error;
            askNext();
            if (running.size === 0) fail(failure);
          },
        );
      };

      const parent: StopSignal = signal;
      const stopAll = () => {
        for (const { own } of running.values()) own.stop(signal.reason);
      };
      // The signal may live on, for example in an authorizer, so this is removed again.
      parent.addEventListener('abort', stopAll, { once: true });
      const hedge = () => {
        askNext();
      };
      const timer = hedgeAfterMs === undefined ? undefined : startTimer(hedge, hedgeMs);
      const [first] = waiting;
      // This question tests it. If all did, all would wait for a replica that is still silent.
      if (first !== undefined && hasFailed(first)) rest(first);
      askNext(first);
      if (signal.aborted) stopAll();
    });
}

/** The reason for a call whose answer is not needed any more. */
const LOST = new Error('Another replica has answered.');

function hasFailed({ restsUntil }: Replica): boolean {
  return restsUntil > -Infinity;
}

function rest(replica: Replica): void {
  // Random, so that not all processes come back to it at once.
  replica.restsUntil = performance.now() + REST_MS * (1 + Math.random());
}

/** Can another replica answer? Nothing has answered this call. */
function mayBeElsewhere(error: unknown): boolean {
  return isTransportFault(error) || isBreakerOpen(error) || isPage(error);
}

/** Was no call made? */
export function isBreakerOpen(error: unknown): boolean {
  return error instanceof UnavailableError && error.code === 'breaker_open';
}
