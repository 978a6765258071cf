import { warnOnce } from '../base/development';

/**
 * Fetches JSON, as a fetcher for Clerk's `useReverification()`. If the server demands a step-up,
 * the demand is returned, so that the hook opens its dialog and then tries again.
 *
 * @param input - the URL or request, as for `fetch`.
 * @param init - as for `fetch`, which sends cookies to the page's own origin.
 * @returns the body; `undefined` if it is empty, for example for a 204.
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

/** The same test as in `useReverification()`, so that it handles every demand that is returned. */
function isReverificationDemand(body: unknown): boolean {
  const demand = ownMember(body, 'clerk_error');
  return (
    ownMember(demand, 'type') === 'forbidden' &&
    ownMember(demand, 'reason') === 'reverification-error'
  );
}

// Longer timers overflow, and such an old page will be reloaded anyway.
const MAX_RETRY_AFTER_S = 3600;

/**
 * Reads JSON; an empty body is `undefined`.
 *
 * @param isWelcome - tells which bodies are returned even if the request failed.
 * @param endpoint - where `checkEndpoint` should answer, if it is asked.
 * @throws RequestError if it failed, with the `code` of its problem, or if it is not JSON.
 */
export async function readJson(
  response: Response,
  isWelcome?: (body: unknown) => boolean,
  endpoint?: string,
): Promise<unknown> {
  const { ok, status, headers } = response;
  const text = await response.text();
  let body: unknown;
  let isJson = true;
  try {
    if (text) body = JSON.parse(text);
  } catch {
    // For example a page of a proxy. Its text is not shown, and neither is the parse error, which
    // quotes it.
    isJson = false;
  }
  if ((ok && isJson) || isWelcome?.(body)) return body;
  const code = ownMember(body, 'code');
  if (typeof code !== 'string') {
    const isElsewhere = status === 404 || status === 405 || (status < 500 && /^\s*</.test(text));
    const hint =
      endpoint !== undefined && isElsewhere
        ? `Is checkEndpoint mounted at ${endpoint}? The answer with status ${status} is not from it.`
        : undefined;
    if (hint) warnOnce(hint);
    throw new RequestError(status, 'invalid_answer', readWait(headers), hint);
  }
  // An error of another library may have a code and a detail, too, but not the members of a problem.
  const isProblem = ownMember(body, 'status') === status && ownMember(body, 'title');
  const detail = isProblem && ownMember(body, 'detail');
  throw new RequestError(
    status,
    code,
    readWait(headers),
    typeof detail === 'string' ? detail : undefined,
  );
}

function readWait(headers: Headers): number | undefined {
  // Dates are rare, and the code to parse them would be too long.
  const wait = Number(headers.get('Retry-After'));
  return wait > 0 && wait < MAX_RETRY_AFTER_S ? wait : undefined;
}

/**
 * The request failed: it was denied, refused or malformed, or there was no answer. `status` tells
 * which: 401, 403 and 404 mean no; 503 and 0 mean that there is no answer.
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
  /** The HTTP status; 0 if there was no answer, or nothing was asked. */
  declare readonly status: number;
  /** The code of the problem, or `unreachable`, `invalid_answer` or `invalid_question`. */
  declare readonly code: string;
  /** After how many seconds to ask again, if the server says so. */
  declare readonly retryAfter: number | undefined;

  /** What is wrong, in the words of the server; of a problem of this package only. */
  declare readonly detail: string | undefined;

  constructor(status: number, code: string, retryAfter?: number, detail?: string) {
    super(detail ? `${detail} [${code}]` : `${code} (${status})`);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
    this.detail = detail;
  }
}

/** Reads an own member of parsed JSON, never an inherited one. */
export function ownMember(value: unknown, name: string): unknown {
  return value instanceof Object && Object.hasOwn(value, name)
    ? // What it has of its own, it has.
      (value as Record<string, unknown>)[name]
    : undefined;
}
