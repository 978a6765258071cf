import { sayOnce } from '../base/development';
import { startTimer } from '../base/timers';
import { getProperty } from '../base/value';
import { type Call, messageOf, protects, tellGuard } from './refuseDropped';

/** What is needed to watch answers. */
export interface Watching {
  /** Whether to warn on the console and to record a stack, which is slow. */
  readonly isDevelopment: boolean;
  /**
   * The object that represents the request of a call, or a function that finds it. The guard of
   * that request fails it if an `authorize` is not awaited.
   */
  readonly requestOf: ((first: readonly unknown[]) => unknown) | undefined;
}

/**
 * A promise that knows whether its result is awaited. Everything that waits for a promise (`await`,
 * then, catch, finally, Promise.all, a return from an async function) first reads its
 * `constructor`. The getter returns Promise, so awaiting it takes no extra tick and produces plain
 * promises. An own `then` would not work, because `await` does not call it.
 *
 * @see https://tc39.es/ecma262/#sec-promise-resolve
 */
class WatchedPromise<T> extends Promise<T> {
  #call: Call | undefined;

  static {
    Reflect.defineProperty(this.prototype, 'constructor', {
      get(this: object) {
        if (#call in this && this.#call !== undefined) this.#call.isAwaited = true;
        return Promise;
      },
    });
  }

  static of<T>(promise: Promise<T>, call: Call): Promise<T> {
    const watched = new WatchedPromise<T>((resolve, reject) => {
      promise.then(resolve, (reason: unknown) => {
        reject(reason);
        if (!call.isAwaited && !call.isGuarded) sayOnce(messageOf(call));
      });
    });
    call.silence = () => {
      watched.#call = undefined;
      watched.catch(() => undefined);
      watched.#call = call;
      call.isGuarded = true;
    };
    watched.#call = call;
    return watched;
  }

  /** Takes the call off its promise, so that another promise can carry it. */
  static release(promise: object): Call | undefined {
    if (!(#call in promise)) return undefined;
    // Only this class can set its private name, so the promise was made here.
    const watched = promise as WatchedPromise<unknown>;
    const call = watched.#call;
    watched.#call = undefined;
    return call;
  }
}

/**
 * Makes a verb whose answers are watched. `authorize` and `grantFor` always are, because they protect
 * nothing unless they are awaited. Other verbs are watched in development.
 */
export function watchVerb<Args extends readonly unknown[], T>(
  verb: string,
  ask: (...args: Args) => Promise<T>,
  { isDevelopment, requestOf }: Watching,
): (...args: Args) => Promise<T> {
  if (!protects({ verb }) && !isDevelopment) return ask;
  const watched = (...args: Args): Promise<T> => {
    const place = isDevelopment ? placeOf(watched) : undefined;
    const call: Call = {
      verb,
      isAwaited: false,
      isGuarded: false,
      place,
      silence: () => undefined,
    };
    const answer = ask(...args);
    if (isDevelopment) nameIfDropped(answer, call);
    const handed = WatchedPromise.of(answer, call);
    if (requestOf !== undefined) tellGuard(call, requestOf(args));
    return handed;
  };
  return watched;
}

/**
 * Passes on the answer of a verb in another form. Now the app must await this promise.
 *
 * @param verb - the name that the app called.
 */
export function handOn<T>(
  answer: Promise<T>,
  change: (answer: Promise<T>) => Promise<T>,
  verb: CallableFunction,
): Promise<T> {
  const call = WatchedPromise.release(answer);
  const changed = change(answer);
  if (call === undefined) return changed;
  if (call.place !== undefined) call.place = placeOf(verb);
  return WatchedPromise.of(changed, call);
}

const GRACE_MS = 1_000;

/**
 * Warns where there is no guard to report it, for example in a component or an unguarded handler.
 */
function nameIfDropped(answer: Promise<unknown>, call: Call): void {
  const name = () => {
    if (!call.isAwaited) sayOnce(messageOf(call));
  };
  const nameLater = () => {
    // The app may still await it a little later.
    const timer: unknown = startTimer(name, GRACE_MS);
    // In Node.js, a timer keeps the process alive. In other runtimes, a timer is a number.
    const unref = getProperty(timer, 'unref');
    if (typeof unref === 'function') Reflect.apply(unref, timer, []);
  };
  answer.then(nameLater, nameLater);
}

// A function without a name belongs to the app, too: `at <anonymous> (/app/src/app.ts:3:43)`.
const NOT_OF_APP = /node:|\(<anonymous>|[\\/]node_modules[\\/]/;

/** The place in the app's code that called this function. */
function placeOf(verb: CallableFunction): string | undefined {
  if (typeof Error.captureStackTrace !== 'function') return undefined;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, verb);
  const lines = holder.stack?.split('\n').slice(1) ?? [];
  return lines.find((line) => /:\d+:\d+\)?$/.test(line) && !NOT_OF_APP.test(line))?.trim();
}
