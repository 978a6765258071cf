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
  /** Milliseconds that those who wait have in all. */
  patienceMs: number;
  readonly #parent: Stopper | undefined;
  #part: (() => string) | undefined;
  #partSince = 0;
  #slowest: (() => string) | undefined;
  #slowestMs = 0;
  #listeners: readonly (() => void)[] | undefined;

  /** @param parent - waits for the same, and is told for what. */
  constructor(parent?: Stopper, timeoutMs?: number) {
    this.#parent = parent;
    this.patienceMs = Math.min(timeoutMs ?? Infinity, parent?.patienceMs ?? Infinity);
  }

  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners = [...(this.#listeners ?? []), listener];
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners?.filter((other) => other !== listener);
  }

  /** Stops all who listen; only the first call counts. */
  stop(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = this.#listeners ?? [];
    this.#listeners = undefined;
    for (const listener of listeners) listener();
  }

  /** Says what is waited for from now on, so that the error of a deadline can name the slow part. */
  waitingFor(part: (() => string) | undefined): void {
    this.#parent?.waitingFor(part);
    const now = performance.now();
    if (now - this.#partSince >= this.#slowestMs && this.#part !== undefined) {
      this.#slowest = this.#part;
      this.#slowestMs = now - this.#partSince;
    }
    this.#part = part;
    this.#partSince = now;
  }

  /** What was waited for longest. */
  slowestPart(): string {
    this.waitingFor(this.#part);
    return this.#slowest?.() ?? 'an answer';
  }

  /** @throws the reason, once it is stopped. */
  throwIfStopped(): void {
    if (this.aborted) throw this.reason;
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

/** How long to wait, and what ends the wait earlier. */
export interface Deadline {
  /** Milliseconds; without them, for as long as it takes. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: StopSignal | undefined;
}

/**
 * Does the work, but waits no longer than the deadline, even if the work does not listen to the
 * signal that it is given.
 *
 * @throws UnavailableError `deadline_exceeded`; the signal's own reason where it is aborted.
 */
export function withDeadline<T>(
  { timeoutMs, signal }: Deadline,
  work: (stopper: Stopper) => Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const parent = signal instanceof Stopper ? signal : undefined;
    const stopper = new Stopper(parent, timeoutMs);
    const fail = (reason: unknown) => {
      release();
      // Any value can be thrown, and a framework may mean something by it.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(reason);
      // No part of the work needs to go on.
      stopper.stop(reason);
    };
    const aborted = () => {
      fail(signal?.reason);
    };
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            fail(tooLate(timeoutMs, stopper.slowestPart()));
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
    try {
      work(stopper).then((value) => {
        release();
        resolve(value);
      }, fail);
    } catch (error) {
      fail(error);
    }
  });
}

function tooLate(timeoutMs: number, slowest: string): UnavailableError {
  return new UnavailableError({
    code: 'deadline_exceeded',
    message: `There was no answer within ${timeoutMs} ms. The longest wait was for ${slowest}: make it faster, or set a longer timeoutMs.`,
  });
}

/** Work that is done once for all who wait for it. */
export interface SharedPromise<T> {
  /**
   * The result. It comes even if the signal stops earlier: the signal only says that this caller
   * does not wait any more.
   */
  join: (stopper: Stopper) => Promise<T>;
  /** Did it fail, or was it stopped because no caller waited any more? Then it must be done anew. */
  isLost: () => boolean;
  /** What it waited for longest. */
  slowestPart: () => string;
}

/** Does work once for all who wait for it, and stops it when the last of them has gone. */
export function sharePromise<T>(work: (stopper: Stopper) => Promise<T>): SharedPromise<T> {
  const stopper = new Stopper(undefined, 0);
  let isOver = false;
  let isLost = false;
  let waiting = 0;
  const result = work(stopper);
  const end = () => {
    isOver = true;
    stopper.waitingFor(undefined);
  };
  result.then(end, () => {
    // Those who wait hear of it.
    isLost = true;
    end();
  });
  return {
    isLost: () => isLost,
    slowestPart: () => stopper.slowestPart(),
    join(caller) {
      const leave = () => {
        waiting -= 1;
        // What was made stays usable: a loader's value may read from its signal later.
        if (isOver || waiting > 0) return;
        isLost = true;
        stopper.stop(caller.reason);
      };
      waiting += 1;
      stopper.patienceMs = Math.max(stopper.patienceMs, caller.patienceMs);
      if (caller.aborted) leave();
      else caller.addEventListener('abort', leave);
      return result;
    },
  };
}

/** What was made, by name. It is kept, not only while it is made. */
export type PromiseCache<T> = Map<string, SharedPromise<T>>;

/**
 * The value of this name: made by `make`, unless that was done before and succeeded.
 *
 * @param stopper - stops this caller's wait; others may wait for the same.
 */
export function getOrCreate<T>(
  values: PromiseCache<T>,
  name: string,
  make: (stopper: Stopper) => Promise<T>,
  stopper: Stopper,
): Promise<T> {
  const before = values.get(name);
  const shared = before?.isLost() === false ? before : sharePromise(make);
  values.set(name, shared);
  stopper.waitingFor(shared.slowestPart);
  return shared.join(stopper);
}
