import {
  CLIENT_CLOSED_REQUEST,
  type GuardedCall,
  type HttpAnswer,
  NO_STORE,
  type Refusal,
  refuse,
} from './refuse';

/**
 * Runs a guarded handler of a framework that answers with `Response`, and answers in its place
 * where it throws one of our errors. Everything else passes through untouched.
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

/** The response in place of a handler's, for what it threw. */
export async function respondTo(call: GuardedCall, error: unknown): Promise<Response> {
  return refusalResponse(await refuse(call, error, isResponse));
}

/** A refusal as a `Response`. Where the client has gone, it is empty: it is not sent to anyone. */
export function refusalResponse(refusal: Refusal<Response>): Response {
  if (refusal.type === 'gone') return new Response(null, { status: CLIENT_CLOSED_REQUEST });
  return refusal.type === 'answer' ? keepPrivate(refusal.answer) : toResponse(refusal.problem);
}

/** Keeps what a handler answered from shared caches, unless the handler chose its caching. */
export function keepUnlessChosen(response: Response): Response {
  // A handler of an app without types may return something else: its framework says so best.
  return isResponse(response) && !response.headers.has('Cache-Control')
    ? keepPrivate(response)
    : response;
}

/** An answer as a `Response`. */
export function toResponse({ status, headers, body }: HttpAnswer): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

/** Is this what Fetch calls a response? */
export function isResponse(value: unknown): value is Response {
  return value instanceof Response;
}

/** Only a handler that was allowed to run may choose another caching. */
export function keepPrivate(response: Response): Response {
  if (response.type === 'error') return response;
  try {
    response.headers.set('Cache-Control', NO_STORE);
    return response;
  } catch {
    // The headers of a redirect and of a fetched response can't be changed.
    const copy = new Response(response.body, response);
    copy.headers.set('Cache-Control', NO_STORE);
    return copy;
  }
}
