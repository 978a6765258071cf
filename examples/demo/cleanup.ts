/** What a demo must stop before it ends. */
export interface Cleanup {
  add(stop: () => Promise<unknown>): void;
  /** Stops the last first, each once. If one fails to stop, the others are still stopped. */
  run(): Promise<void>;
}

export function createCleanup(): Cleanup {
  const stops: (() => Promise<unknown>)[] = [];
  return {
    add: (stop) => stops.push(stop),
    async run() {
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
        await stop().catch((error: unknown) => console.error('Could not stop cleanly:', error));
      }
    },
  };
}
