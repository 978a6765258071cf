import { isDenied } from '../base/errors';
import { getProperty } from '../base/value';
import { type GuardedCall, NO_STORE, refuse } from './refuse';
import { isResponse, keepPrivate, refusalResponse } from './respond';

/**
 * Runs a guarded loader or action of a framework whose error boundaries catch what is thrown, and
 * throws the refusal as a `Response` where one of our errors is thrown. Everything else passes
 * through untouched.
 *
 * @param isWrite - is something changed, so that whoever asked awaits a result? A demand to verify
 * again is then returned: an error boundary would take away the page that could do it and retry.
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

/** Of data alone, the framework makes the response later, and the route says with what headers. */
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

/** What `data()` makes, in React Router and in Remix. */
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
