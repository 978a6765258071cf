/** What has to be stopped in the end, whichever way it ends. */
export interface Cleanup {
  add(stop: () => Promise<unknown>): void;
  /** Stops the last first, each once; a failure to stop one does not keep the others. */
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
