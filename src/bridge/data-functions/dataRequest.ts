import type { DataFunctionArgs } from './DataFunction';

/** A request, as far as loaders and actions tell one from another. */
export interface DataRequest {
  readonly context: unknown;
  readonly credentials: string;
  /** What its action is told must not be what the loaders that follow it show. */
  readonly write: object;
}

const requests = new WeakMap<object, DataRequest>();

/**
 * The request that a loader or an action runs in.
 *
 * React Router and Remix give each of them a `Request` of its own, and an app may share `context`
 * between requests. Matching the route makes `params`, once for each request; they are the key.
 * Were they ever shared (a test may do so), the credentials must be the same, too.
 */
export function dataRequest({
  params,
  context,
  request: { headers },
}: DataFunctionArgs): DataRequest {
  const credentials = JSON.stringify([headers.get('authorization'), headers.get('cookie')]);
  const known = requests.get(params);
  if (known?.context === context && known?.credentials === credentials) return known;
  const made = { context, credentials, write: {} };
  requests.set(params, made);
  return made;
}

/** Is something changed, rather than shown? */
export function isWrite({ request: { method } }: DataFunctionArgs): boolean {
  return method !== 'GET' && method !== 'HEAD';
}
