import { CLIENT_CLOSED_REQUEST, type GuardedCall, type Refusal, refuse } from './refuse';
import { type HttpAnswer, NO_STORE, toProblem } from './toProblem';

/**
 * Runs a guarded handler of a framework that answers with `Response`. If it throws one of our
 * errors, the client gets the refusal. Everything else passes through unchanged.
 */
export async function respond(
  call: GuardedCall,
  handle: () => Promise<Response>,
): Promise<Response> {
  try {
    return keepUnlessChosen(await call.run(handle));
  } catch (error) {
    return respondTo(call, error);
  }
}

/** The response to send in place of the handler's, for what it threw. */
export async function respondTo(call: GuardedCall, error: unknown): Promise<Response> {
  return refusalResponse(await refuse(call, error, isResponse));
}

/**
 * A refusal as a `Response`. It is empty when the client has disconnected, since it is not sent.
 */
export function refusalResponse(refusal: Refusal<Response>): Response {
  if (refusal.type === 'gone') return new Response(null, { status: CLIENT_CLOSED_REQUEST });
  return refusal.type === 'answer' ? keepPrivate(refusal.answer) : responseOf(refusal.problem);
}

/** Sets `Cache-Control: private, no-store`, unless the handler set its own. */
export function keepUnlessChosen(response: Response): Response {
  // In an app without types, a handler may return anything. The framework has the best error for
  // that.
  return isResponse(response) && !response.headers.has('Cache-Control')
    ? keepPrivate(response)
    : response;
}

/**
 * Makes the `Response` for an error, as the entries of the frameworks send it: 401, 403 (with Clerk's
 * reverification body if the policy demands a step-up), 404, 503, 500. A `Response` that was thrown,
 * such as a redirect of Clerk, is returned unchanged.
 *
 * @param error - anything that was thrown. Problems with a status of 500 or more are logged.
 * @example
 * ```ts
 * import { type ClerkAuth, createClerkCerbos, NEW_ID, toResponse } from 'clerk-cerbos';
 * import { HTTP } from '@cerbos/http';
 *
 * const { authorize } = createClerkCerbos({ cerbos: new HTTP('http://127.0.0.1:3592') });
 *
 * export async function createReport(auth: ClerkAuth): Promise<Response> {
 *   try {
 *     await authorize(auth, { resource: { kind: 'report', id: NEW_ID, attr: {} }, action: 'create' });
 *     return new Response(null, { status: 201 });
 *   } catch (error) {
 *     return toResponse(error);
 *   }
 * }
 * ```
 */
export function toResponse(error: unknown): Response {
  return isResponse(error) ? error : responseOf(toProblem(error));
}

/** An answer as a `Response`. */
export function responseOf({ status, headers, body }: HttpAnswer): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

/** Is this a Fetch `Response`? */
export function isResponse(value: unknown): value is Response {
  return value instanceof Response;
}

/**
 * Sets `Cache-Control: private, no-store`. Only a handler that was allowed to run may set another
 * one.
 */
export function keepPrivate(response: Response): Response {
  if (response.type === 'error') return response;
  try {
    response.headers.set('Cache-Control', NO_STORE);
    return response;
  } catch {
    // The headers of redirects and of fetched responses are immutable.
    const copy = new Response(response.body, response);
    copy.headers.set('Cache-Control', NO_STORE);
    return copy;
  }
}
