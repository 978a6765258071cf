import type { StopSignal } from './StopSignal';

/** Work that several wait for. */
export interface SharedWork<T> {
  /**
   * Waits for the result.
   *
   * @throws the signal's reason where it aborts first; what the work throws.
   */
  join: (signal?: StopSignal) => Promise<T>;
  /** Did it fail, or was it given up since nobody waited any more? Then it must be done anew. */
  isLost: () => boolean;
}

/** Does work once for all who wait for it, and stops it when the last of them has gone. */
export function shareWork<T>(work: (signal: AbortSignal) => Promise<T>): SharedWork<T> {
  const controller = new AbortController();
  let isLost = false;
  let waiting = 0;
  const result = work(controller.signal);
  // Whoever waits hears of it; where nobody does, it is nobody's concern.
  result.catch(() => {
    isLost = true;
  });
  return {
    isLost: () => isLost,
    join: (signal) =>
      new Promise<T>((resolve, reject) => {
        const leave = () => {
          const reason: unknown = signal?.reason;
          // It is what the caller, or the deadline, aborts with.
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
          reject(reason);
          waiting -= 1;
          if (waiting > 0) return;
          isLost = true;
          controller.abort(reason);
        };
        waiting += 1;
        if (signal?.aborted === true) {
          leave();
          return;
        }
        signal?.addEventListener('abort', leave, { once: true });
        result.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave));
      }),
  };
}
