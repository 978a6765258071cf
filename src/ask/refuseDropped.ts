import { sayOnce } from '../base/development';
import { ConfigurationError } from '../base/errors';

/** A call of a verb, as far as it matters whether anything waits for its answer. */
export interface Call {
  readonly verb: string;
  isAwaited: boolean;
  /** Where in the app's code; only in development. */
  place: string | undefined;
  /** Is there a guard that speaks for it? */
  isGuarded: boolean;
  /** The process need not end for a rejection of which a guard hears. */
  silence: () => void;
}

/** The calls in requests whose guarded handlers are running. */
const running = new WeakMap<object, Call[]>();
/** Calls in a framework that takes a moment to say which request it handles. */
const placing = new Set<Promise<void>>();
/** Milliseconds: a runtime may drop the request that a call belongs to, and what it waits for. */
const PLACING_MS = 1_000;

/** Waits until each call has its place, but not for those of requests that were dropped. */
async function whenPlaced(): Promise<void> {
  const waiting = [...placing];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      for (const placed of waiting) placing.delete(placed);
      resolve();
    }, PLACING_MS);
  });
  await Promise.race([Promise.all(waiting), late]);
  clearTimeout(timer);
}

/** Tells the guard of a request, or of what a function finds, that this was called in it. */
export function tellGuard(call: Call, request: unknown): void {
  if (typeof request !== 'function') {
    add(call, request);
    return;
  }
  const placed = place(call, request);
  placing.add(placed);
  void placed.then(() => placing.delete(placed));
}

async function place(call: Call, find: CallableFunction): Promise<void> {
  // Nearly all are awaited at once, and then it does not matter where.
  await Promise.resolve();
  if (call.isAwaited) return;
  try {
    const request: unknown = await Reflect.apply(find, undefined, []);
    add(call, request);
  } catch {
    // The answer itself says what is wrong.
  }
}

function add(call: Call, request: unknown): void {
  const calls = typeof request === 'object' && request !== null ? running.get(request) : undefined;
  if (calls === undefined) return;
  calls.push(call);
  call.silence();
}

/** Watches a request, until `end` is called or it is gone. */
export interface RequestWatch {
  /** What is wrong, if an `authorize` of this request has been dropped so far. */
  readonly dropped: (cause?: unknown) => ConfigurationError | undefined;
  readonly end: () => void;
}

/** @param requests - the objects that stand for it. */
export function watchRequest(requests: readonly object[]): RequestWatch {
  const calls: Call[] = [];
  // A guarded handler may call another.
  const before = requests.map((request) => [request, running.get(request)] as const);
  for (const request of requests) running.set(request, calls);
  return {
    dropped(cause) {
      const dropped = calls.filter(({ isAwaited }) => !isAwaited);
      for (const call of dropped) if (call.place !== undefined) sayOnce(messageOf(call));
      const call = dropped.find(({ verb }) => verb === 'authorize');
      if (call === undefined) return undefined;
      return new ConfigurationError({ code: 'not_awaited', message: messageOf(call), cause });
    },
    end() {
      for (const [request, others] of before) {
        if (others === undefined) running.delete(request);
        else running.set(request, others);
      }
    },
  };
}

/**
 * Runs a guarded handler, and fails where it has dropped an `authorize`: what it did was not
 * authorized.
 *
 * @param requests - the objects that stand for its request.
 * @throws ConfigurationError `not_awaited`; whatever the handler throws.
 */
export async function refuseDropped<T>(
  requests: readonly object[],
  handle: () => T | Promise<T>,
): Promise<T> {
  const watch = watchRequest(requests);
  const throwIfDropped = async (cause?: unknown) => {
    if (placing.size > 0) await whenPlaced();
    const error = watch.dropped(cause);
    if (error !== undefined) throw error;
  };
  try {
    const result = await handle();
    await throwIfDropped();
    return result;
  } catch (error) {
    // A redirect is no failure; all other errors fail the request as it is.
    if (!(error instanceof Error) || 'digest' in error) await throwIfDropped(error);
    throw error;
  } finally {
    watch.end();
  }
}

/** What is wrong with a call that nothing waits for. */
export function messageOf({ verb, place }: Call): string {
  const where = place === undefined ? '' : ` ${place}`;
  const effect =
    verb === 'authorize' ? 'it protects nothing' : 'a promise is no answer, and always true';
  return `Nothing waits for ${verb}(…)${where}: ${effect}. Write await ${verb}(…).`;
}
