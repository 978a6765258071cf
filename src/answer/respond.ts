import { isClerkCerbosError, isDenied } from '../errorGuards';
import { type AnyClerkCerbosError, DeniedError } from '../errors';
import type { GuardRule } from './guard';
import { NO_STORE, toProblem } from './problem';

/**
 * Runs a guarded handler and turns what it throws of ours into the response that the web expects.
 * Everything else (a framework's own control flow, an app's errors) passes through untouched.
 */
export async function respond(
  rule: GuardRule,
  args: readonly unknown[],
  handle: () => Promise<Response>,
): Promise<Response> {
  try {
    return keepPrivate(await handle());
  } catch (error) {
    if (!isClerkCerbosError(error)) throw error;
    const answer = isDenied(error) ? await shape(rule, args, error) : error;
    return keepPrivate(answer instanceof Response ? answer : toResponse(answer));
  }
}

/** What a denial looks like, as the rule has it. */
async function shape(
  { onDenied }: GuardRule,
  args: readonly unknown[],
  error: DeniedError,
): Promise<Response | DeniedError> {
  const answer: unknown =
    typeof onDenied === 'function'
      ? await Reflect.apply(onDenied, undefined, [error, ...args])
      : onDenied;
  if (answer instanceof Response) return answer;
  // Whoever could get there by verifying the session again must learn so; and a signed-out caller
  // gets the same answer whether or not there is such a thing.
  if (answer !== 'not-found' || error.code !== 'denied') return error;
  return new DeniedError({ code: 'not_found', actions: error.actions, cerbosCallId: '' });
}

function toResponse(error: AnyClerkCerbosError): Response {
  const { status, headers, body } = toProblem(error);
  if (status >= 500) console.error(`[clerk-cerbos] ${error.code}: ${error.message}`);
  return new Response(JSON.stringify(body), { status, headers });
}

function keepPrivate(response: Response): Response {
  // A handler of an app without types may return something else, and its framework says so best.
  if (!(response instanceof Response) || response.headers.has('Cache-Control')) return response;
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
