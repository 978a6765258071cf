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
