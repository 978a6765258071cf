import {
  CLIENT_CLOSED_REQUEST,
  type GuardedCall,
  type HttpAnswer,
  NO_STORE,
  type Refusal,
  refuse,
} from './refuse';

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
  return refusal.type === 'answer' ? keepPrivate(refusal.answer) : toResponse(refusal.problem);
}

/** Sets `Cache-Control: private, no-store`, unless the handler set its own. */
export function keepUnlessChosen(response: Response): Response {
  // In an app without types, a handler may return anything. The framework has the best error for
  // that.
  return isResponse(response) && !response.headers.has('Cache-Control')
    ? keepPrivate(response)
    : response;
}

/** An answer as a `Response`. */
export function toResponse({ status, headers, body }: HttpAnswer): Response {
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
