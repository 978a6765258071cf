import { getProperty } from '../base/value';
import { Stopper } from '../base/withDeadline';
import { type GuardedCall, refuse, staleHeaders } from './refuse';
import { type HttpAnswer, NO_STORE, toProblem } from './toProblem';

/**
 * Answers in place of a handler that threw one of our errors.
 *
 * @param rethrow - throws errors that the rule passed on in another way than by throwing.
 * @throws anything that is not an error of this package, for the framework.
 */
export async function respondToOnNode(
  call: GuardedCall,
  error: unknown,
  res: NodeResponse,
  rethrow: () => void = () => undefined,
): Promise<void> {
  if (call.isGone) return;
  // The framework then closes the connection: half a response must not look complete.
  if (res.headersSent && !res.writableEnded) throw error;
  keepPrivate(res);
  const isSent = (choice: unknown): choice is object => choice === res || res.headersSent;
  const refusal = await refuse(call, error, isSent);
  rethrow();
  if (refusal.type === 'problem' && !res.writableEnded) sendAnswer(res, refusal.problem);
}

/**
 * Answers in place of a handler that starts its response although it did not wait for an
 * `authorize`. A handler may do so in a callback, where throwing would reach no guard. A response
 * that is an error already stays as it is.
 *
 * @returns a function that throws when an `authorize` was not awaited and nothing has been sent.
 */
export function refuseDropped(
  { watch }: Pick<GuardedCall, 'watch'>,
  res: NodeResponse,
): () => void {
  const { dropped, end } = watch();
  let state: 'unsent' | 'sent' | 'refused' = 'unsent';
  const refuseOnce = (status: unknown) => {
    if (state !== 'unsent') return;
    state = 'sent';
    end();
    if (res.headersSent || (typeof status === 'number' && status >= 400)) return;
    const error = dropped();
    if (error === undefined) return;
    sendAnswer(res, toProblem(error));
    state = 'refused';
  };
  for (const name of ['writeHead', 'flushHeaders', 'write', 'end'] as const) {
    const send: unknown = Reflect.get(res, name);
    if (typeof send !== 'function') continue;
    Reflect.set(res, name, (...args: readonly unknown[]): unknown => {
      refuseOnce(name === 'writeHead' ? args[0] : res.statusCode);
      if (state === 'refused') return name === 'write' || res;
      const sent: unknown = Reflect.apply(send, res, args);
      return sent;
    });
  }
  return () => {
    const error = state === 'unsent' ? dropped() : undefined;
    if (error !== undefined) throw error;
  };
}

const hangUps = new WeakMap<object, Stopper>();

/**
 * Stops when the client disconnects before it has the whole response. Only the response tells: the
 * request closes as soon as its body was read, and the socket may serve more requests.
 *
 * @param res - the framework's response; in tests of an app it may be anything.
 * @see https://nodejs.org/api/http.html#event-close_1
 */
export function hangUpSignal(res: unknown): Stopper | undefined {
  if (!isClosing(res)) return undefined;
  const known = hangUps.get(res);
  if (known !== undefined) return known;
  const stopper = new Stopper();
  const stopUnlessSent = () => {
    // A stream of HTTP/2 that was reset claims to be finished.
    if (!res.writableEnded || !res.writableFinished)
      stopper.stop(new Error('The client has disconnected.'));
  };
  const isClosed = res.destroyed ?? getProperty(getProperty(res, 'stream'), 'destroyed');
  if (isClosed === true) stopUnlessSent();
  else res.once('close', stopUnlessSent);
  hangUps.set(res, stopper);
  return stopper;
}

interface Closing {
  readonly writableEnded: boolean;
  readonly writableFinished: boolean;
  readonly destroyed?: boolean;
  once: (event: 'close', listener: () => void) => unknown;
}

function isClosing(res: unknown): res is Closing {
  return typeof getProperty(res, 'once') === 'function';
}

/**
 * Sets `Cache-Control: private, no-store`. Only a handler that was allowed to run may set another
 * one.
 */
export function keepPrivate(res: NodeResponse): void {
  if (!res.headersSent) res.setHeader('Cache-Control', NO_STORE);
}

/** Sends an answer. Goes around the framework, which would add a charset to the content type. */
export function sendAnswer(res: NodeResponse, { status, headers, body }: HttpAnswer): void {
  for (const name of staleHeaders) res.removeHeader(name);
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.statusCode = status;
  res.end(JSON.stringify(body));
}

/** The parts of a Node.js response that are used here. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  setHeader: (name: string, value: string) => unknown;
  removeHeader: (name: string) => void;
  end: (body: string) => unknown;
}
