import type { Context } from 'hono';
import type { HTTPResponseError } from 'hono/types';
import { staleHeaders } from '../../answer/problem';
import { problemOf } from '../../answer/refuse';
import { toResponse } from '../../answer/respond';
import { isClerkCerbosError } from '../../base/errorGuards';

/**
 * Answers what is thrown after `withCerbos(rule)` has let a request pass, or without a rule: an
 * `authorize` that is denied gets the same 401, 403 or 404, and an outage the same 503, as a
 * refusal of the rule. All other errors get what Hono itself answers, an `HTTPException` its own
 * response; an app with a handler of its own calls this one for `isClerkCerbosError(error)`.
 *
 * @example
 * ```ts
 * import { HTTP } from '@cerbos/http';
 * import { clerkMiddleware } from '@clerk/hono';
 * import { createClerkCerbos, onError } from 'clerk-cerbos/hono';
 * import { Hono } from 'hono';
 *
 * const { authorize } = createClerkCerbos({ cerbos: new HTTP('http://127.0.0.1:3592') });
 *
 * const app = new Hono();
 * app.onError(onError);
 * app.use('*', clerkMiddleware());
 * app.post('/reports', async (c) => {
 *   await authorize(c, { resource: { kind: 'report', id: 'new', attr: {} }, action: 'create' });
 *   return c.body(null, 201);
 * });
 * ```
 * @see https://hono.dev/docs/api/hono#error-handling
 */
export function onError(error: Error, c: Context): Response {
  if (isClerkCerbosError(error)) {
    dropHeaders(c);
    return toResponse(problemOf(error));
  }
  // As Hono does where no handler is registered.
  if (isHttpException(error)) {
    const response = error.getResponse();
    return c.newResponse(response.body, response);
  }
  console.error(error);
  return c.text('Internal Server Error', 500);
}

/** By its shape, as Hono tells it. */
function isHttpException(error: Error): error is HTTPResponseError {
  return 'getResponse' in error;
}

/** Takes back what a handler said of another response: Hono puts it on whatever is returned. */
export function dropHeaders(c: Context): void {
  for (const name of staleHeaders) c.header(name, undefined);
}
