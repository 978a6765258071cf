import { getProperty, isObject } from '../../base/value';
import type { StopSignal } from '../../base/withDeadline';
import { nodeHead, type RequestHead, webHead } from '../../bridge/RequestHead';

/**
 * The context of one message: the `extra` of `@modelcontextprotocol/sdk` 1.x, or the `ctx` of
 * `@modelcontextprotocol/server` 2.x.
 */
export interface McpContext {
  /** Who sent the message, in 1.x. */
  readonly authInfo?: object | undefined;
  readonly requestInfo?: object | undefined;
  /** The message, in 2.x. */
  readonly mcpReq?: object | undefined;
  readonly http?: object | undefined;
}

/**
 * Aborted when the client cancels the message. Both SDKs make one for each message, and keep it when
 * they copy the context.
 */
export function signalOf(context: object): StopSignal | undefined {
  const signal = getProperty(getProperty(context, 'mcpReq'), 'signal');
  const found = signal ?? getProperty(context, 'signal');
  // Recognized by its shape: a test environment may have its own AbortSignal.
  return typeof getProperty(found, 'aborted') === 'boolean' ? (found as StopSignal) : undefined;
}

/** An object that lives as long as the message and belongs to it alone. */
export function messageKey(context: object): object {
  return signalOf(context) ?? context;
}

/** What the transport says about the caller; `undefined` if nothing. */
export function authInfoOf(context: object): unknown {
  const given = getProperty(context, 'authInfo');
  return given ?? getProperty(getProperty(context, 'http'), 'authInfo') ?? undefined;
}

/** Did the message come in an HTTP request? */
export function isOverHttp(context: object): boolean {
  return ['requestInfo', 'http'].some((name) => isObject(getProperty(context, name)));
}

/** The head of the HTTP request that brought the message. */
export function headOf(context: object): RequestHead | undefined {
  const request = getProperty(getProperty(context, 'http'), 'req');
  // What has these members is a Fetch request.
  if (isFetchRequest(request)) return webHead(request);
  const headers = getProperty(getProperty(context, 'requestInfo'), 'headers');
  if (!isObject(headers)) return undefined;
  // Messages come in the body of a POST.
  return nodeHead({ method: 'POST', headers: { ...headers } });
}

function isFetchRequest(value: unknown): value is Request {
  const headers = getProperty(value, 'headers');
  return (
    typeof getProperty(value, 'method') === 'string' &&
    typeof getProperty(headers, 'get') === 'function'
  );
}

/** Is this the context of 2.x? */
export function isSecondMajor(context: object): boolean {
  return getProperty(context, 'mcpReq') !== undefined;
}

/**
 * Lets no client share an answer that was made for one caller. Clients may cache answers since the
 * protocol of 2026-07-28, whose messages have an envelope.
 *
 * @see https://modelcontextprotocol.io/specification
 */
export function keepPrivate(result: unknown, context: object): unknown {
  const isCacheable = getProperty(getProperty(context, 'mcpReq'), 'envelope') !== undefined;
  return isObject(result) && isCacheable ? { ...result, cacheScope: 'private' } : result;
}
