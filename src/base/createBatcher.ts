import { type SharedPromise, sharePromise, type StopSignal } from './withDeadline';

/** What came of one item: nobody pays for the failure of another. */
export type Outcome<Value> = PromiseSettledResult<Value>;

/** Items that are fetched together. */
interface Batch {
  readonly work: SharedPromise<void>;
}

/** One item among those that are fetched together. */
export interface BatchEntry<Item, Value> {
  readonly item: Item;
  readonly batch: Batch;
  /** `undefined` until it is fetched. */
  outcome: Outcome<Value> | undefined;
}

/** Fetches in one go what is asked for in one tick. */
export interface Batcher<Item, Value> {
  /** Takes an item among those that are fetched next. */
  add: (item: Item) => BatchEntry<Item, Value>;
  /** Is it still to be fetched? Until then, an item may grow. */
  isOpen: (place: BatchEntry<Item, Value>) => boolean;
  /** Leaves those that are to be fetched next to themselves. */
  close: () => void;
}

/**
 * Makes a batcher.
 *
 * @param fetchAll - the outcomes, in the order of the items.
 */
export function createBatcher<Item, Value>(
  fetchAll: (items: readonly Item[], signal: StopSignal) => Promise<readonly Outcome<Value>[]>,
): Batcher<Item, Value> {
  let open: (Batch & { readonly places: BatchEntry<Item, Value>[] }) | undefined;

  const start = () => {
    const places: BatchEntry<Item, Value>[] = [];
    const work = sharePromise(async (signal) => {
      await afterTick();
      if (open?.places === places) open = undefined;
      const items = places.map(({ item }) => item);
      const outcomes = await attempt(items, signal);
      places.forEach((place, index) => {
        place.outcome = outcomes[index];
      });
    });
    return { places, work };
  };

  const attempt = async (
    items: readonly Item[],
    signal: StopSignal,
  ): Promise<readonly Outcome<Value>[]> => {
    try {
      if (!signal.aborted) return await fetchAll(items, signal);
      return items.map(() => ({ status: 'rejected', reason: signal.reason }));
    } catch (reason) {
      return items.map(() => ({ status: 'rejected', reason }));
    }
  };

  return {
    add(item) {
      if (open?.work.isLost() !== false) open = start();
      const place: BatchEntry<Item, Value> = { item, batch: open, outcome: undefined };
      open.places.push(place);
      return place;
    },
    isOpen: ({ batch }) => batch === open,
    close() {
      open = undefined;
    },
  };
}

/** Did it fail, or was it given up since nobody waited any more? Then it must be fetched anew. */
export function isLost({ batch, outcome }: BatchEntry<unknown, unknown>): boolean {
  return outcome === undefined ? batch.work.isLost() : outcome.status === 'rejected';
}

/**
 * Waits until all of them are fetched, or some of them have failed. To abort leaves those alone who
 * wait for the same.
 */
export function whenFetched(
  places: readonly BatchEntry<unknown, unknown>[],
  signal: StopSignal,
): Promise<unknown> {
  const batches: Batch[] = [];
  for (const { batch, outcome } of places) {
    if (outcome === undefined && !batches.includes(batch)) batches.push(batch);
  }
  const [only] = batches;
  if (only !== undefined && batches.length === 1) return only.work.join(signal);
  const all = batches.map(async (batch) => {
    await batch.work.join(signal);
    for (const place of places) if (place.batch === batch) valueOf(place);
  });
  return Promise.all(all);
}

/**
 * What was fetched.
 *
 * @throws the reason of an item that failed.
 */
export function valueOf<Value>({ outcome }: BatchEntry<unknown, Value>): Value {
  if (outcome?.status === 'fulfilled') return outcome.value;
  throw outcome === undefined ? new TypeError('Every item has an outcome.') : outcome.reason;
}

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
