interface Runtime {
  readonly process?: { readonly nextTick?: (run: () => void) => void };
  /** Only the edge runtime of Next.js has it; `process` is a trap there. */
  readonly EdgeRuntime?: unknown;
}

/**
 * Waits until all that can run now has run, so that whatever is asked in one tick can be asked
 * together.
 *
 * A timer would cost a millisecond, and a promise alone would leave out those who await something
 * that is there already before they ask.
 */
export async function afterTick(): Promise<void> {
  // What a runtime without Node has of this shows only at run time.
  const { process, EdgeRuntime } = globalThis as Runtime;
  const nextTick = EdgeRuntime === undefined ? process?.nextTick : undefined;
  await Promise.resolve();
  await new Promise<void>((resolve) => {
    if (typeof nextTick === 'function') nextTick(resolve);
    else setTimeout(resolve, 0);
  });
}
