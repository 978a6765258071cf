import { isDenied } from '../base/isClerkCerbosError';
import { getProperty } from '../base/value';
import { type GuardedCall, refuse } from './refuse';
import { isResponse, keepPrivate, refusalResponse } from './respond';
import { NO_STORE } from './toProblem';

/**
 * Runs a guarded loader or action of a framework with error boundaries. If it throws one of our
 * errors, the refusal is thrown as a `Response`. Everything else passes through unchanged.
 *
 * @param isWrite - true for a request that changes something. A step-up demand is then returned,
 * not thrown: an error boundary would remove the page that can verify the session and try again.
 */
export async function runThrowingRefusals(
  call: GuardedCall,
  isWrite: boolean,
  handle: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return keepResultPrivate(await call.run(handle));
  } catch (error) {
    const refusal = await refuse(call, error, isResponse);
    const response = refusalResponse(refusal);
    if (isWrite && refusal.type === 'problem' && isDenied(error) && error.stepUp !== undefined)
      return response;
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- what error boundaries take
    throw response;
  }
}

/** For plain data the framework makes the response later, and the route chooses its headers. */
function keepResultPrivate(result: unknown): unknown {
  if (isResponse(result)) {
    return result.headers.has('Cache-Control') ? result : keepPrivate(result);
  }
  if (isDataWithInit(result)) {
    const headers = new Headers(result.init?.headers);
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', NO_STORE);
    result.init = { ...result.init, headers };
  }
  return result;
}

/** What `data()` returns in React Router and Remix. */
interface DataWithInit {
  readonly type: 'DataWithResponseInit';
  init: ResponseInit | null;
}

function isDataWithInit(value: unknown): value is DataWithInit {
  return (
    typeof value === 'object' &&
    value !== null &&
    getProperty(value, 'type') === 'DataWithResponseInit' &&
    Object.hasOwn(value, 'init')
  );
}
