import { UnavailableError } from '../errors';
import { Stopper, type StopSignal } from './StopSignal';

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
