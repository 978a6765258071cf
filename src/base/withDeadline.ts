import { UnavailableError } from './errors';

/**
 * As much of an AbortSignal as it takes to stop waiting. Every question has one of its own, and an
 * AbortSignal costs about as much as all the rest of a question.
 */
export interface StopSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  readonly addEventListener: (
    type: 'abort',
    listener: () => void,
    options: { readonly once: true },
  ) => void;
  readonly removeEventListener: (type: 'abort', listener: () => void) => void;
}

/** A {@link StopSignal}, and what stops those who listen to it. */
export class Stopper implements StopSignal {
  aborted = false;
  reason: unknown;
  #listeners: readonly (() => void)[] | undefined;

  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners = [...(this.#listeners ?? []), listener];
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners?.filter((other) => other !== listener);
  }

  /** Says, once, that nobody waits any more. */
  stop(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = this.#listeners ?? [];
    this.#listeners = undefined;
    for (const listener of listeners) listener();
  }
}

/** The same as an AbortSignal, for those who need one. */
export function toAbortSignal(signal: StopSignal): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    controller.abort(signal.reason);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return controller.signal;
}

/** How long to wait, and who may say that nobody waits any more. */
export interface Deadline {
  /** Milliseconds; without them, for as long as it takes. */
  readonly timeoutMs?: number;
  readonly signal?: StopSignal | undefined;
}

/**
 * Does the work, but waits no longer than the deadline, whether or not the work listens to the
 * signal that it is given.
 *
 * @throws UnavailableError `deadline_exceeded`; the caller's own reason where it aborts.
 */
export function withDeadline<T>(
  { timeoutMs, signal }: Deadline,
  work: (signal: StopSignal) => Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stopper = new Stopper();
    const fail = (reason: unknown) => {
      release();
      // Whatever was thrown: a framework may mean something by it.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(reason);
      // What other parts of the work still do is of no use to anybody any more.
      stopper.stop(reason);
    };
    const aborted = () => {
      fail(signal?.reason);
    };
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            fail(tooLate(timeoutMs));
          }, timeoutMs);
    const release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
    };
    if (signal?.aborted === true) {
      aborted();
      return;
    }
    signal?.addEventListener('abort', aborted, { once: true });
    work(stopper).then((value) => {
      release();
      resolve(value);
    }, fail);
  });
}

function tooLate(timeoutMs: number): UnavailableError {
  return new UnavailableError({
    code: 'deadline_exceeded',
    message: `There was no answer within ${timeoutMs} ms. Is the PDP overloaded, or a resource loader or principal.attr slow?`,
  });
}

/** Work that several wait for. */
export interface SharedPromise<T> {
  /**
   * The result, which comes, too, where the signal stops before: that only says that this one does
   * not wait for it any more.
   */
  join: (signal: StopSignal) => Promise<T>;
  /** Did it fail, or was it given up since nobody waited any more? Then it must be done anew. */
  isLost: () => boolean;
}

/** Does work once for all who wait for it, and stops it when the last of them has gone. */
export function sharePromise<T>(work: (signal: StopSignal) => Promise<T>): SharedPromise<T> {
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
export type PromiseCache<T> = Map<string, SharedPromise<T>>;

/**
 * The value of this name: made by `make`, unless that was done before and succeeded.
 *
 * @param signal - of whoever asks; others may wait for the same.
 */
export function getOrCreate<T>(
  values: PromiseCache<T>,
  name: string,
  make: (signal: StopSignal) => Promise<T>,
  signal?: StopSignal,
): Promise<T> {
  return withDeadline({ signal }, (stop) => {
    const before = values.get(name);
    if (before?.isLost() === false) return before.join(stop);
    const made = sharePromise(make);
    values.set(name, made);
    return made.join(stop);
  });
}
