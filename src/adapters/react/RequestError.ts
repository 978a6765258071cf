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
