import { Stopper, type StopSignal, withDeadline } from './withDeadline';

/** Work that several wait for. */
export interface SharedWork<T> {
  /**
   * The result, which comes, too, where the signal stops before: that only says that this one does
   * not wait for it any more.
   */
  join: (signal: StopSignal) => Promise<T>;
  /** Did it fail, or was it given up since nobody waited any more? Then it must be done anew. */
  isLost: () => boolean;
}

/** Does work once for all who wait for it, and stops it when the last of them has gone. */
export function shareWork<T>(work: (signal: StopSignal) => Promise<T>): SharedWork<T> {
  const stopper = new Stopper();
  let isLost = false;
  let waiting = 0;
  const result = work(stopper);
  // Whoever waits hears of it; where nobody does, it is nobody's concern.
  result.catch(() => {
    isLost = true;
  });
  return {
    isLost: () => isLost,
    join(signal) {
      const leave = () => {
        waiting -= 1;
        if (waiting > 0) return;
        isLost = true;
        stopper.stop(signal.reason);
      };
      waiting += 1;
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
      return result;
    },
  };
}

/** What was made, by name. */
export type Remembered<T> = Map<string, SharedWork<T>>;

/**
 * The value of this name: made by `make`, unless that was done before and succeeded.
 *
 * @param signal - of whoever asks; others may wait for the same.
 */
export function remember<T>(
  values: Remembered<T>,
  name: string,
  make: (signal: StopSignal) => Promise<T>,
  signal?: StopSignal,
): Promise<T> {
  return withDeadline({ signal }, (stop) => {
    const before = values.get(name);
    if (before?.isLost() === false) return before.join(stop);
    const made = shareWork(make);
    values.set(name, made);
    return made.join(stop);
  });
}
