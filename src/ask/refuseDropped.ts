import { sayOnce } from '../base/development';
import { ConfigurationError } from '../base/errors';
import { startTimer, stopTimer } from '../base/timers';

/** A call of a verb, with what is needed to see whether its answer is awaited. */
export interface Call {
  readonly verb: string;
  isAwaited: boolean;
  /** The place in the app's code. Only in development. */
  place: string | undefined;
  /** True if a guard reports the call. */
  isGuarded: boolean;
  /** Prevents an unhandled rejection, because a guard reports it. */
  silence: () => void;
}

/** The calls of requests whose guarded handlers are running. */
const running = new WeakMap<object, Call[]>();
/** Calls for which the framework has not yet said to which request they belong. */
const placing = new Set<Promise<void>>();
/** Milliseconds. Some runtimes stop a request, and then this wait would never end. */
const PLACING_MS = 1_000;

/** Waits until each call has its request, but not for requests that were stopped. */
async function whenPlaced(): Promise<void> {
  const waiting = [...placing];
  let timer: ReturnType<typeof startTimer> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = startTimer(() => {
      for (const placed of waiting) placing.delete(placed);
      resolve();
    }, PLACING_MS);
  });
  await Promise.race([Promise.all(waiting), late]);
  stopTimer(timer);
}

/**
 * Tells the guard of a request about this call. `request` may be a function that finds the request.
 */
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
  // Nearly all calls are awaited at once. Then their request does not matter.
  await Promise.resolve();
  if (call.isAwaited) return;
  try {
    const request: unknown = await Reflect.apply(find, undefined, []);
    add(call, request);
  } catch {
    // The answer itself reports the error.
  }
}

function add(call: Call, request: unknown): void {
  const calls = typeof request === 'object' && request !== null ? running.get(request) : undefined;
  if (calls === undefined) return;
  calls.push(call);
  call.silence();
}

/** Watches a request until `end` is called or the request is garbage-collected. */
export interface RequestWatch {
  /** The error, if an `authorize` or a `grantFor` of this request was not awaited so far. */
  readonly dropped: (cause?: unknown) => ConfigurationError | undefined;
  readonly end: () => void;
}

/** @param requests - the objects that stand for it. */
export function watchRequest(requests: readonly object[]): RequestWatch {
  const calls: Call[] = [];
  // A guarded handler may call another guarded handler.
  const before = requests.map((request) => [request, running.get(request)] as const);
  for (const request of requests) running.set(request, calls);
  return {
    dropped(cause) {
      const dropped = calls.filter(({ isAwaited }) => !isAwaited);
      for (const call of dropped) if (call.place !== undefined) sayOnce(messageOf(call));
      const call = dropped.find(protects);
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
 * Runs a guarded handler. Fails if the handler did not wait for an `authorize`, because then what
 * it did was not authorized.
 *
 * @param requests - the objects that represent its request.
 * @throws ConfigurationError `not_awaited`; any error of the handler.
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
    // A redirect is thrown but is not a failure. All other errors make the request fail anyway.
    if (!(error instanceof Error) || 'digest' in error) await throwIfDropped(error);
    throw error;
  } finally {
    watch.end();
  }
}

/** Does what follows rely on this verb to throw? */
export function protects({ verb }: Pick<Call, 'verb'>): boolean {
  return verb === 'authorize' || verb === 'grantFor';
}

/** The message for a call whose answer is not awaited. */
export function messageOf({ verb, place }: Call): string {
  const where = place === undefined ? '' : ` ${place}`;
  const effect = protects({ verb }) ? 'so it protects nothing' : 'and a promise is always truthy';
  return `The result of ${verb}(…)${where} is not awaited, ${effect}. Write await ${verb}(…).`;
}
