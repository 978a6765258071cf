import { UnavailableError } from './errors';
import { startTimer, stopTimer } from './timers';

/**
 * The parts of an AbortSignal that are needed to stop waiting. Every question has one, and a real
 * AbortSignal would cost as much as the rest of the question.
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

/** A {@link StopSignal} together with the function that stops it. */
export class Stopper implements StopSignal {
  aborted = false;
  reason: unknown;
  /** The total number of milliseconds that the waiting callers have. */
  patienceMs: number;
  readonly #parent: Stopper | undefined;
  #part: (() => string) | undefined;
  #partSince = 0;
  #slowest: (() => string) | undefined;
  #slowestMs = 0;
  #listeners: readonly (() => void)[] | undefined;

  /** @param parent - the stopper of the caller; it is told what is waited for, too. */
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

  /** Stops everything that listens. Only the first call counts. */
  stop(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = this.#listeners ?? [];
    this.#listeners = undefined;
    for (const listener of listeners) listener();
  }

  /** Sets what is waited for now, so that the error of a deadline can name the slowest part. */
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

  /** The name of the part that took longest. */
  slowestPart(): string {
    this.waitingFor(this.#part);
    return this.#slowest?.() ?? 'an answer';
  }

  /** @throws the reason, if it was stopped. */
  throwIfStopped(): void {
    if (this.aborted) throw this.reason;
  }
}

/** The same as a real AbortSignal, for code that needs one. */
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
  /** Milliseconds. Without it, there is no time limit. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: StopSignal | undefined;
}

/**
 * Does the work and stops waiting at the deadline, even if the work ignores its signal.
 *
 * @throws UnavailableError `deadline_exceeded`; the signal's reason if the signal is aborted.
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
      // The reason may be any value, and a framework may give it a meaning.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(reason);
      // The rest of the work is not needed any more.
      stopper.stop(reason);
    };
    const aborted = () => {
      fail(signal?.reason);
    };
    const timer =
      timeoutMs === undefined
        ? undefined
        : startTimer(() => {
            fail(tooLate(timeoutMs, stopper.slowestPart()));
          }, timeoutMs);
    const release = () => {
      stopTimer(timer);
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
    message: `There was no answer within ${timeoutMs} ms. Most of the time was spent waiting for ${slowest}. Make that faster, or set a longer timeoutMs.`,
  });
}

/** Work that is done once and shared by several callers. */
export interface SharedPromise<T> {
  /**
   * The result. If the stopper stops, this caller no longer counts as waiting.
   */
  join: (stopper: Stopper) => Promise<T>;
  /**
   * True when the work failed, or stopped because no caller waited for it any more. It must then be
   * repeated.
   */
  isLost: () => boolean;
  /** The name of the part that took longest. */
  slowestPart: () => string;
}

/** Does work once for several callers, and stops it when the last caller stops waiting. */
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
    // The callers get the rejection themselves.
    isLost = true;
    end();
  });
  return {
    isLost: () => isLost,
    slowestPart: () => stopper.slowestPart(),
    join(caller) {
      const leave = () => {
        waiting -= 1;
        // The result stays usable: a loader's value may read from its signal later.
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

/** Shared work by name. It stays in the cache after it has succeeded. */
export type PromiseCache<T> = Map<string, SharedPromise<T>>;

/**
 * Returns the shared work of this name. Calls `make` if there is none, or if the last one failed.
 *
 * @param stopper - ends the wait of this caller only.
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
