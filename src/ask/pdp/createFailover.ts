import { UnavailableError } from '../../base/errors';
import { startTimer, stopTimer } from '../../base/timers';
import { Stopper, type StopSignal } from '../../base/withDeadline';
import { isTransportFault } from './clientError';
import type { PdpCaller } from './createPdpCaller';

/** How long a replica that failed is asked last, in milliseconds. */
const REST_MS = 500;

/** One replica, and until when it is asked last. */
interface Replica {
  readonly call: PdpCaller;
  /** Milliseconds, on the clock of `performance`. */
  restsUntil: number;
}

/**
 * Makes the caller of several replicas. They are asked in turn. On a fault of the transport, or an
 * open breaker, the next one is asked at once; an answer is never asked for again, not even an
 * error. A replica that fails, or is silent until another one answers, is asked last for a while.
 *
 * @param hedgeAfterMs - milliseconds of silence after which a second replica is asked, too. The
 * first answer counts, and the other call is aborted. `undefined` for never.
 */
export function createFailover(
  callers: readonly PdpCaller[],
  hedgeAfterMs: number | undefined,
): PdpCaller {
  const replicas = callers.map((call): Replica => ({ call, restsUntil: -Infinity }));
  let turn = 0;

  const inOrder = (): readonly Replica[] => {
    turn = (turn + 1) % replicas.length;
    const now = performance.now();
    const rotated = [...replicas.slice(turn), ...replicas.slice(0, turn)];
    return rotated.toSorted((a, b) => Number(a.restsUntil > now) - Number(b.restsUntil > now));
  };

  return (principal, signal, call) =>
    new Promise((resolve, reject) => {
      const waiting = [...inOrder()];
      const running = new Map<Replica, Stopper>();
      let failure: unknown;

      const settle = (finish: () => void, winner?: Replica) => {
        stopTimer(timer);
        for (const [replica, own] of running) {
          if (replica === winner) continue;
          // Another one has answered in the meantime, so it is slow or gone.
          if (winner !== undefined) rest(replica);
          own.stop(LOST);
        }
        running.clear();
        finish();
      };

      const askNext = () => {
        const replica = waiting.shift();
        if (replica === undefined) return;
        const own = childOf(signal);
        running.set(replica, own);
        replica.call(principal, own, call).then(
          (answer) => {
            if (!running.has(replica)) return;
            settle(() => {
              resolve(answer);
            }, replica);
          },
          (error: unknown) => {
            if (!running.delete(replica)) return;
            if (!mayBeElsewhere(error)) {
              settle(() => {
                // What was thrown is passed on as it is.
                // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
                reject(error);
              }, replica);
              return;
            }
            rest(replica);
            // The error of a call says more than that none was made.
            if (failure === undefined || isBreakerOpen(failure)) failure = error;
            askNext();
            if (running.size > 0) return;
            settle(() => {
              // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
              reject(failure);
            });
          },
        );
      };

      const timer = hedgeAfterMs === undefined ? undefined : startTimer(askNext, hedgeAfterMs);
      askNext();
    });
}

/** The reason for a call whose answer is not needed any more. */
const LOST = new Error('Another replica has answered.');

function rest(replica: Replica): void {
  // Random, so that not all processes come back to it at once.
  replica.restsUntil = performance.now() + REST_MS * (1 + Math.random());
}

/** A stopper that stops with its parent, or alone. */
function childOf(parent: Stopper): Stopper {
  const child = new Stopper(parent);
  const signal: StopSignal = parent;
  const stop = () => {
    child.stop(parent.reason);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return child;
}

/** Can another replica answer? Nothing has answered this call. */
function mayBeElsewhere(error: unknown): boolean {
  return isTransportFault(error) || isBreakerOpen(error);
}

function isBreakerOpen(error: unknown): boolean {
  return error instanceof UnavailableError && error.code === 'breaker_open';
}
