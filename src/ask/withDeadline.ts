import { UnavailableError } from '../errors';
import { Stopper, type StopSignal } from './StopSignal';

/** How long to wait, and who may say that nobody waits any more. */
export interface Deadline {
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Does the work, but not for longer than the deadline, whether or not the work listens to the
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
    const stop = (reason: unknown) => {
      release();
      reject(toError(reason));
      stopper.stop(reason);
    };
    const aborted = () => {
      stop(signal?.reason);
    };
    const timer = setTimeout(() => {
      stop(
        new UnavailableError({
          code: 'deadline_exceeded',
          message: `There was no answer within ${timeoutMs} ms. Is the PDP overloaded, or a resource loader or principal.attr slow?`,
        }),
      );
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
    work(stopper)
      .then(resolve, (error: unknown) => {
        reject(toError(error));
        // What other parts of the work still do is of no use to anybody any more.
        stopper.stop(error);
      })
      .finally(release);
  });
}

/** Whatever was thrown, it is told apart by what it is. */
function toError(reason: unknown): Error {
  return reason instanceof Error
    ? reason
    : new Error('The question was not answered.', { cause: reason });
}
