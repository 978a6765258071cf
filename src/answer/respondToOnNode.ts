import { getProperty } from '../base/value';
import { Stopper } from '../base/withDeadline';
import {
  type GuardedCall,
  type HttpAnswer,
  NO_STORE,
  refuse,
  reportProblem,
  staleHeaders,
} from './refuse';

/**
 * Answers in a handler's place where something of ours was thrown.
 *
 * @param rethrow - throws what the rule handed on by other ways than throwing.
 * @throws whatever is not ours, for the framework.
 */
export async function respondToOnNode(
  call: GuardedCall,
  error: unknown,
  res: NodeResponse,
  rethrow: () => void = () => undefined,
): Promise<void> {
  if (call.isGone) return;
  // For the framework to close the connection: half an answer must not look like all of it.
  if (res.headersSent && !res.writableEnded) throw error;
  keepPrivate(res);
  const isSent = (choice: unknown): choice is object => choice === res || res.headersSent;
  const refusal = await refuse(call, error, isSent);
  rethrow();
  if (refusal.type === 'problem' && !res.writableEnded) sendAnswer(res, refusal.problem);
}

/**
 * Answers in place of a handler that begins to answer though it has dropped an `authorize`. A handler
 * may do so in a callback, where nothing could be thrown, and where no guard looks on. What is
 * a refusal or an error already stays as it is.
 *
 * @returns throws where one was dropped and nothing is sent yet.
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
    sendAnswer(res, reportProblem(error));
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
 * Stops when the client hangs up before it has the response. It is the response that tells: the
 * request closes when its body was read, and the socket may serve more requests.
 *
 * @param res - what the framework gave to the handler; a test of an app may give anything.
 * @see https://nodejs.org/api/http.html#event-close_1
 */
export function hangUpSignal(res: unknown): Stopper | undefined {
  if (!isClosing(res)) return undefined;
  const known = hangUps.get(res);
  if (known !== undefined) return known;
  const stopper = new Stopper();
  const stopUnlessSent = () => {
    // A stream of HTTP/2 that was reset says that it has finished.
    if (!res.writableEnded || !res.writableFinished)
      stopper.stop(new Error('The client has hung up.'));
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

/** Before anybody answers: only a handler that may run chooses another caching. */
export function keepPrivate(res: NodeResponse): void {
  if (!res.headersSent) res.setHeader('Cache-Control', NO_STORE);
}

/** Answers, without what a framework would add to the content type. */
export function sendAnswer(res: NodeResponse, { status, headers, body }: HttpAnswer): void {
  for (const name of staleHeaders) res.removeHeader(name);
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.statusCode = status;
  res.end(JSON.stringify(body));
}

/** What Node's frameworks call a response, as far as it is needed here. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  setHeader: (name: string, value: string) => unknown;
  removeHeader: (name: string) => void;
  end: (body: string) => unknown;
}
