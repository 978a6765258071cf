import { afterTick } from './timers';
import { sharePromise, type SharedPromise, type Stopper } from './withDeadline';

/** The outcome of one item. One item may fail while the others succeed. */
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

/** Collects the items that are added in one tick, and fetches them together. */
export interface Batcher<Item, Value> {
  /** Adds an item to the next batch. */
  add: (item: Item) => BatchEntry<Item, Value>;
  /** True until the batch is fetched. Until then the item may still change. */
  isOpen: (entry: BatchEntry<Item, Value>) => boolean;
  /** Starts a new batch with the next item. */
  close: () => void;
}

/**
 * Makes a batcher.
 *
 * @param source - the name of what is waited for, used in error messages.
 * @param fetchAll - called once per tick; returns the outcomes, in the order of the items.
 */
export function createBatcher<Item, Value>(
  source: string,
  fetchAll: (items: readonly Item[], stopper: Stopper) => Promise<readonly Outcome<Value>[]>,
): Batcher<Item, Value> {
  const part = () => source;
  let open: (Batch & { readonly entries: BatchEntry<Item, Value>[] }) | undefined;

  const start = () => {
    const entries: BatchEntry<Item, Value>[] = [];
    const work = sharePromise(async (stopper) => {
      stopper.waitingFor(part);
      await afterTick();
      if (open?.entries === entries) open = undefined;
      const items = entries.map(({ item }) => item);
      const outcomes = await attempt(items, stopper);
      entries.forEach((entry, index) => {
        entry.outcome = outcomes[index];
      });
    });
    return { entries, work };
  };

  const attempt = async (
    items: readonly Item[],
    stopper: Stopper,
  ): Promise<readonly Outcome<Value>[]> => {
    try {
      if (!stopper.aborted) return await fetchAll(items, stopper);
      return items.map(() => ({ status: 'rejected', reason: stopper.reason }));
    } catch (reason) {
      return items.map(() => ({ status: 'rejected', reason }));
    }
  };

  return {
    add(item) {
      if (open?.work.isLost() !== false) open = start();
      const entry: BatchEntry<Item, Value> = { item, batch: open, outcome: undefined };
      open.entries.push(entry);
      return entry;
    },
    isOpen: ({ batch }) => batch === open,
    close() {
      open = undefined;
    },
  };
}

/**
 * True when the fetch failed, or stopped because no caller waited for it any more. It must then be
 * repeated.
 */
export function isLost({ batch, outcome }: BatchEntry<unknown, unknown>): boolean {
  return outcome === undefined ? batch.work.isLost() : outcome.status === 'rejected';
}

/**
 * Waits until all entries are fetched, or some of them have failed. If this caller stops waiting,
 * the others go on.
 */
export function whenFetched(
  entries: readonly BatchEntry<unknown, unknown>[],
  stopper: Stopper,
): Promise<unknown> {
  const batches: Batch[] = [];
  for (const { batch, outcome } of entries) {
    if (outcome === undefined && !batches.includes(batch)) batches.push(batch);
  }
  const [only] = batches;
  if (only !== undefined && batches.length === 1) {
    stopper.waitingFor(only.work.slowestPart);
    return only.work.join(stopper);
  }
  const pending = new Set(batches);
  stopper.waitingFor(() =>
    [...new Set(Array.from(pending, ({ work }) => work.slowestPart()))].join(' and '),
  );
  const all = batches.map(async (batch) => {
    await batch.work.join(stopper);
    pending.delete(batch);
    for (const entry of entries) if (entry.batch === batch) valueOf(entry);
  });
  return Promise.all(all);
}

/**
 * The fetched value of an entry.
 *
 * @throws the reason, if the item failed.
 */
export function valueOf<Value>({ outcome }: BatchEntry<unknown, Value>): Value {
  if (outcome?.status === 'fulfilled') return outcome.value;
  throw outcome === undefined ? new TypeError('Every item has an outcome.') : outcome.reason;
}
