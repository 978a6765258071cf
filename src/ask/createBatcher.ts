import { afterTick } from './afterTick';
import type { StopSignal } from './StopSignal';
import { shareWork, type SharedWork } from './shareWork';

/** What is asked for in one tick is fetched in one go; what is known is not fetched again. */
export interface Batcher<Item, Value> {
  /**
   * The values of these items, in their order. Aborting leaves those alone who wait for the same.
   *
   * @throws the reason of an item that failed, which is not remembered; the signal's reason.
   */
  get: (items: readonly Item[], signal: StopSignal) => Promise<Value[]>;
  /** Fetches everything anew from now on. */
  forget: () => void;
}

/** What came of one item: nobody pays for the failure of another. */
export type Outcome<Value> = PromiseSettledResult<Value>;

/** Where the outcome of an item will be. */
interface Place<Item, Value> {
  readonly key: string;
  readonly item: Item;
  readonly index: number;
  readonly batch: Batch<Item, Value>;
}

interface Batch<Item, Value> {
  readonly places: Place<Item, Value>[];
  readonly work: SharedWork<readonly Outcome<Value>[]>;
}

/**
 * Makes a batcher, which remembers as long as it lives.
 *
 * @param keyOf - the same for the same item only.
 * @param fetchAll - the outcomes, in the order of the items.
 */
export function createBatcher<Item, Value>(
  keyOf: (item: Item) => string,
  fetchAll: (items: readonly Item[], signal: AbortSignal) => Promise<readonly Outcome<Value>[]>,
): Batcher<Item, Value> {
  const known = new Map<string, Place<Item, Value>>();
  let open: Batch<Item, Value> | undefined;

  const start = (): Batch<Item, Value> => {
    const places: Place<Item, Value>[] = [];
    const work = shareWork(async (signal) => {
      await afterTick();
      if (open?.places === places) open = undefined;
      const outcomes = await settle(
        places.map(({ item }) => item),
        signal,
      );
      places.forEach((place) => {
        // What failed may work the next time.
        const failed = outcomes[place.index]?.status !== 'fulfilled';
        if (failed && known.get(place.key) === place) known.delete(place.key);
      });
      return outcomes;
    });
    return { places, work };
  };

  const settle = async (
    items: readonly Item[],
    signal: AbortSignal,
  ): Promise<readonly Outcome<Value>[]> => {
    try {
      signal.throwIfAborted();
      return await fetchAll(items, signal);
    } catch (reason) {
      return items.map(() => ({ status: 'rejected', reason }));
    }
  };

  const placeOf = (item: Item): Place<Item, Value> => {
    const key = keyOf(item);
    const before = known.get(key);
    if (before?.batch.work.isLost() === false) return before;
    if (open?.work.isLost() !== false) open = start();
    const place = { key, item, index: open.places.length, batch: open };
    open.places.push(place);
    known.set(key, place);
    return place;
  };

  return {
    async get(items, signal) {
      const places = items.map(placeOf);
      const batches: Batch<Item, Value>[] = [];
      for (const { batch } of places) if (!batches.includes(batch)) batches.push(batch);
      const outcomes = await Promise.all(batches.map(({ work }) => work.join(signal)));
      return places.map(({ batch, index }) => {
        const outcome = outcomes[batches.indexOf(batch)]?.[index];
        if (outcome?.status === 'fulfilled') return outcome.value;
        throw outcome === undefined ? new TypeError('Every item has an outcome.') : outcome.reason;
      });
    },
    forget() {
      known.clear();
      open = undefined;
    },
  };
}
