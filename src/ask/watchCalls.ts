import { sayOnce } from '../base/development';
import { getProperty } from '../base/value';
import { type Call, messageOf, tellGuard } from './refuseDropped';

/** What is watched, besides the answers themselves. */
export interface Watching {
  /** Is it worth a word on the console, and the cost of a stack? */
  readonly isDevelopment: boolean;
  /**
   * The object that stands for the request in which this is asked, or a function that finds it: its
   * guard fails a request that drops an `authorize`.
   */
  readonly requestOf: ((first: readonly unknown[]) => unknown) | undefined;
}

/**
 * A promise that knows whether anything waits for it. `await` calls no `then` that a promise has of
 * its own. But all that waits for one (`await`, then, catch, finally, Promise.all, a return out of
 * an async function) reads its `constructor` first; where that is Promise, it is waited for as
 * any other, no tick later, and what is made of it is a plain promise.
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

  /** Takes the call off its promise, for another promise to stand for it. */
  static release(promise: object): Call | undefined {
    if (!(#call in promise)) return undefined;
    // The names of a class are its own: what has this one was made here.
    const watched = promise as WatchedPromise<unknown>;
    const call = watched.#call;
    watched.#call = undefined;
    return call;
  }
}

/**
 * Makes a verb whose answers are watched: always those of `authorize`, which protects nothing unless
 * something waits for it, and in development all.
 */
export function watchVerb<Args extends readonly unknown[], T>(
  verb: string,
  ask: (...args: Args) => Promise<T>,
  { isDevelopment, requestOf }: Watching,
): (...args: Args) => Promise<T> {
  if (verb !== 'authorize' && !isDevelopment) return ask;
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
 * Hands on what a verb answers, changed: it is this promise that the app has to wait for.
 *
 * @param verb - what the app has called.
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

/** Says so where no guard says it: a render, a handler that asks by itself. */
function nameIfDropped(answer: Promise<unknown>, call: Call): void {
  const name = () => {
    if (!call.isAwaited) sayOnce(messageOf(call));
  };
  const nameLater = () => {
    // It may have been asked before it is needed.
    const timer: unknown = setTimeout(name, GRACE_MS);
    // Node's keeps the process alive; that of other runtimes is a number.
    const unref = getProperty(timer, 'unref');
    if (typeof unref === 'function') Reflect.apply(unref, timer, []);
  };
  answer.then(nameLater, nameLater);
}

// A function without a name is of the app, too: `at <anonymous> (/app/src/app.ts:3:43)`.
const NOT_OF_APP = /node:|\(<anonymous>|[\\/]node_modules[\\/]/;

/** The place in the app's code that called this function. */
function placeOf(verb: CallableFunction): string | undefined {
  if (typeof Error.captureStackTrace !== 'function') return undefined;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, verb);
  const lines = holder.stack?.split('\n').slice(1) ?? [];
  return lines.find((line) => /:\d+:\d+\)?$/.test(line) && !NOT_OF_APP.test(line))?.trim();
}
