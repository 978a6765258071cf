import { remember, type Remembered } from './ask/remember';
import type { StopSignal } from './ask/StopSignal';
import type { AskOptions } from './ask/Question';
import type { DataFunctionArgs } from './DataFunction';

/** What is known of one request. */
interface Known<Value> {
  readonly context: unknown;
  readonly credentials: string;
  readonly values: Remembered<Value>;
}

/**
 * Remembers, for the life of one request, what is made once for all of its loaders and actions.
 *
 * React Router and Remix give each of them a `Request` of its own, and an app may share `context`
 * between requests. Matching the route makes `params`, once for each request; they are the key.
 * Were they ever shared (a test may do so), the credentials must be the same, too.
 *
 * @returns the value under this name, made by `make` unless that was done before and succeeded.
 */
export function createPerRequest<Value>() {
  const requests = new WeakMap<object, Known<Value>>();

  return (
    args: DataFunctionArgs,
    name: string,
    make: (signal: StopSignal) => Promise<Value>,
    { signal }: AskOptions = {},
  ): Promise<Value> => {
    const { params, context } = args;
    const credentials = credentialsOf(args);
    let known = requests.get(params);
    if (known === undefined || known.context !== context || known.credentials !== credentials) {
      known = { context, credentials, values: new Map() };
      requests.set(params, known);
    }
    return remember(known.values, name, make, signal);
  };
}

function credentialsOf({ request }: DataFunctionArgs): string {
  const { headers } = request;
  return JSON.stringify([headers.get('authorization'), headers.get('cookie')]);
}
