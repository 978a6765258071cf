import { sharePromise, type SharedPromise, type Stopper } from './withDeadline';

/** What came of one item. Where one item fails, the others still have their own outcome. */
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
  isOpen: (entry: BatchEntry<Item, Value>) => boolean;
  /** Takes no more items into the batch that is fetched next. */
  close: () => void;
}

/**
 * Makes a batcher.
 *
 * @param source - what is waited for, as an error names it.
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

/** Did it fail, or was it stopped because no caller waited any more? Then it must be fetched anew. */
export function isLost({ batch, outcome }: BatchEntry<unknown, unknown>): boolean {
  return outcome === undefined ? batch.work.isLost() : outcome.status === 'rejected';
}

/**
 * Waits until all of them are fetched, or some of them have failed. Where this caller stops, those
 * who wait for the same entries go on.
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
async function afterTick(): Promise<void> {
  // What a runtime without Node has of this shows only at run time.
  const { process, EdgeRuntime } = globalThis as Runtime;
  const nextTick = EdgeRuntime === undefined ? process?.nextTick : undefined;
  await Promise.resolve();
  await new Promise<void>((resolve) => {
    if (typeof nextTick === 'function') nextTick(resolve);
    else setTimeout(resolve, 0);
  });
}
