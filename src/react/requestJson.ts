/**
 * Fetches JSON, as a fetcher for Clerk's `useReverification()`: where the server demands to verify
 * the session again, that demand is returned, so that the hook opens its dialog and tries again.
 *
 * @param input - what to fetch.
 * @param init - as for `fetch`, which sends cookies to the page's own origin.
 * @returns the body; `undefined` if it is empty, as of a 204.
 * @throws RequestError with the `status` and the `code` of the problem for any other failure.
 *
 * @example
 * ```ts
 * import { requestJson } from 'clerk-cerbos/react';
 *
 * export const pay = (id: string) => requestJson(`/api/invoices/${id}/pay`, { method: 'POST' });
 * ```
 *
 * @see https://clerk.com/docs/guides/secure/reverification
 */
export async function requestJson(
  input: string | URL | Request,
  init?: RequestInit,
): Promise<unknown> {
  return readJson(await fetch(input, init), isReverificationDemand);
}

/** The very test of `useReverification()`, so that it takes every demand that is returned. */
function isReverificationDemand(body: unknown): boolean {
  const demand = ownMember(body, 'clerk_error');
  return (
    ownMember(demand, 'type') === 'forbidden' &&
    ownMember(demand, 'reason') === 'reverification-error'
  );
}

// Timers overflow, and a page that is this old is looked at anew anyway.
const MAX_RETRY_AFTER_S = 3600;

/**
 * Reads JSON; an empty body is `undefined`.
 *
 * @param isWelcome - bodies that are returned even if the request failed.
 * @throws RequestError if it failed, with the `code` of its problem, or if it is not JSON.
 */
export async function readJson(
  response: Response,
  isWelcome?: (body: unknown) => boolean,
): Promise<unknown> {
  const { ok, status, headers } = response;
  const text = await response.text();
  let body: unknown;
  try {
    if (text) body = JSON.parse(text);
  } catch {
    // A page of a proxy, say. Neither it nor the complaint about it is shown: they hold its text.
    if (ok) throw new RequestError(status, 'invalid_answer');
  }
  if (ok || isWelcome?.(body)) return body;
  const code = ownMember(body, 'code');
  // Dates are rare, and not worth the bytes.
  const wait = Number(headers.get('Retry-After'));
  throw new RequestError(
    status,
    typeof code === 'string' ? code : 'invalid_answer',
    wait > 0 && wait < MAX_RETRY_AFTER_S ? wait : undefined,
  );
}

/**
 * A request was not answered with what was asked for: denied, refused, out of order, or not
 * answered at all. `status` tells them apart: 401, 403 and 404 are a no; 503 and 0 are no answer.
 *
 * @example
 * ```ts
 * import { RequestError } from 'clerk-cerbos/react';
 *
 * export const mayTryAgain = (error: unknown) =>
 *   error instanceof RequestError && (error.status === 503 || error.status === 0);
 * ```
 */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  /** The HTTP status; 0 where nothing answered, or nothing was asked. */
  declare readonly status: number;
  /** That of the problem, or one of ours: `unreachable`, `invalid_answer`, `invalid_question`. */
  declare readonly code: string;
  /** When to ask again, in seconds, where the server says so. */
  declare readonly retryAfter: number | undefined;

  constructor(status: number, code: string, retryAfter?: number) {
    super(`${code} (${status})`);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** A member of what was parsed from JSON, never one that it inherits. */
export function ownMember(value: unknown, name: string): unknown {
  return value instanceof Object && Object.hasOwn(value, name)
    ? // What it has of its own, it has.
      (value as Record<string, unknown>)[name]
    : undefined;
}
