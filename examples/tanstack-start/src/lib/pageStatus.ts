import { createIsomorphicFn } from '@tanstack/react-start';
import { setResponseStatus } from '@tanstack/react-start/server';
import type { ActionRefusal, ReverificationDemand } from 'clerk-cerbos/tanstack-start';

/** Sets the status of the page while the server renders it. In the browser it does nothing. */
export const setPageStatus = createIsomorphicFn()
  .client((_status: number) => undefined)
  .server((status: number) => {
    setResponseStatus(status);
  });

/** The status of a refusal; `undefined` for any other result of a server function. */
export function refusedWith(result: object | ActionRefusal | ReverificationDemand) {
  if ('cerbos_error' in result) return result.cerbos_error.status;
  return 'clerk_error' in result ? 403 : undefined;
}

/** For loaders: a page that shows a refusal has the status of the refusal. */
export function withPageStatus<Result extends object>(result: Result): Result {
  const status = refusedWith(result);
  if (status !== undefined) setPageStatus(status);
  return result;
}
