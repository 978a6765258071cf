interface Runtime {
  readonly process?: { readonly nextTick?: (run: () => void) => void };
  /** Only the edge runtime of Next.js has it. Reading `process` fails there. */
  readonly EdgeRuntime?: unknown;
}

type Timer = ReturnType<typeof setTimeout>;

// All of them are read once, when this module loads. Fake timers of a test, such as
// `jest.useFakeTimers()`, replace the global functions later: a question would then never be sent,
// and its deadline would never pass.
/** `setTimeout` */
export const startTimer: (run: () => void, ms: number) => Timer = globalThis.setTimeout;
/** `clearTimeout` */
export const stopTimer: (timer: Timer | undefined) => void = globalThis.clearTimeout;
const nextTick = readNextTick();

function readNextTick(): ((run: () => void) => void) | undefined {
  // In runtimes other than Node.js, members of these types may be missing.
  const { process, EdgeRuntime } = globalThis as Runtime;
  const found = EdgeRuntime === undefined ? process?.nextTick : undefined;
  return typeof found === 'function' ? found : undefined;
}

/**
 * Waits until everything that can run now has run, so that all questions of one tick go into one
 * call.
 *
 * A timer would add a millisecond. A resolved promise alone would be too early for code that first
 * awaits a value that is already there.
 */
export function afterTick(): Promise<void> {
  return new Promise((resolve) => {
    void Promise.resolve().then(() => {
      if (nextTick === undefined) startTimer(resolve, 0);
      else nextTick(resolve);
    });
  });
}
