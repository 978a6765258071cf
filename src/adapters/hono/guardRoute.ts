import type { Context, Next } from 'hono';
import type { HTTPResponseError } from 'hono/types';
import { type GuardedCall, staleHeaders } from '../../answer/refuse';
import { keepUnlessChosen, respondTo, toResponse } from '../../answer/respond';
import { NO_STORE } from '../../answer/toProblem';
import { isClerkCerbosError } from '../../base/isClerkCerbosError';
import type { Guard } from '../../bridge/createRequestBridge';
import type { CheckedRule } from '../../bridge/guard/readRule';
import { refuseWithoutNext } from '../../bridge/guard/refuseWithoutNext';

/** Makes the middleware that Hono calls before the handlers of a guarded route. */
export function guardMiddleware(guard: Guard<Context>, rule: CheckedRule) {
  return async (c: Context, next: Next): Promise<Response | undefined> => {
    refuseWithoutNext(next);
    const call = begin(guard, rule, c);
    try {
      c.set('cerbos', await call.grant());
    } catch (error) {
      return refuseWith(call, c, error);
    }
    try {
      await call.run(next);
    } catch (error) {
      if (!isClerkCerbosError(error)) throw error;
      // Hono already has a response, and would add its headers to this one.
      const response = await respondTo(call, error);
      c.res = undefined;
      c.res = response;
    }
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', NO_STORE);
    return undefined;
  };
}

/** Makes the handler that Hono calls in place of a guarded one. */
export function guardHandler(
  guard: Guard<Context>,
  rule: CheckedRule,
  handler: (c: Context, grant: never) => Response | Promise<Response>,
) {
  return async (c: Context): Promise<Response> => {
    const call = begin(guard, rule, c);
    try {
      const grant = await call.grant();
      // The overloads of withCerbos guarantee that this grant is the one that the handler takes.
      return keepUnlessChosen(await call.run(() => handler(c, grant as never)));
    } catch (error) {
      return refuseWith(call, c, error);
    }
  };
}

function begin(guard: Guard<Context>, rule: CheckedRule, c: Context) {
  // Code before the guard did not choose this header for this caller.
  c.header('Cache-Control', undefined);
  return guard(c, rule, [c]);
}

/**
 * Hono adds the headers of the context to every response, so they must not be from another answer.
 */
async function refuseWith(call: GuardedCall, c: Context, error: unknown): Promise<Response> {
  dropHeaders(c);
  const response = await respondTo(call, error);
  c.header('Cache-Control', undefined);
  return response;
}

/**
 * Answers errors that handlers after `withCerbos(rule)`, or without a rule, throw: a denied
 * `authorize` gets the same 401, 403 or 404, and an outage the same 503, as a refusal of a rule.
 * Other errors get Hono's usual answer; an `HTTPException` gets its own response. If your app has
 * its own error handler, call this one when `isClerkCerbosError(error)` is true.
 *
 * @example
 * ```ts
 * import { HTTP } from '@cerbos/http';
 * import { clerkMiddleware } from '@clerk/hono';
 * import { NEW_ID } from 'clerk-cerbos';
 * import { createClerkCerbos, onError } from 'clerk-cerbos/hono';
 * import { Hono } from 'hono';
 *
 * const { authorize } = createClerkCerbos({ cerbos: new HTTP('http://127.0.0.1:3592') });
 *
 * const app = new Hono();
 * app.onError(onError);
 * app.use('*', clerkMiddleware());
 * app.post('/reports', async (c) => {
 *   await authorize(c, { resource: { kind: 'report', id: NEW_ID, attr: {} }, action: 'create' });
 *   return c.body(null, 201);
 * });
 * ```
 * @see https://hono.dev/docs/api/hono#error-handling
 */
export function onError(error: Error, c: Context): Response {
  if (isClerkCerbosError(error)) {
    dropHeaders(c);
    return toResponse(error);
  }
  // The same as Hono does without an error handler.
  if (isHttpException(error)) {
    const response = error.getResponse();
    return c.newResponse(response.body, response);
  }
  console.error(error);
  return c.text('Internal Server Error', 500);
}

/** Recognized by its shape, as Hono does. */
function isHttpException(error: Error): error is HTTPResponseError {
  return 'getResponse' in error;
}

/**
 * Removes the headers that a handler set for another response, because Hono adds them to every
 * response.
 */
function dropHeaders(c: Context): void {
  for (const name of staleHeaders) c.header(name, undefined);
}
