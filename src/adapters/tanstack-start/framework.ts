import { invalidConfiguration } from '../../base/errors';
import { type Framework, readClerkAuth } from '../../bridge/Framework';
import { webHead } from '../../bridge/RequestHead';

/**
 * The request that TanStack Start handles now: that of a page with its loaders, of a server route,
 * or of a server function that a browser calls. It is one object from the first middleware to the
 * end of the stream.
 *
 * @throws ConfigurationError `invalid_configuration` if there is none.
 */
export async function currentRequest(): Promise<Request> {
  const { getRequest } = await startServer();
  try {
    return getRequest();
  } catch (cause) {
    throw invalidConfiguration(
      'TanStack Start handles no request here. Ask in a server function, a server route or a middleware.',
      cause,
    );
  }
}

/** Loaded on first use: the browser's bundle of an app must not contain it. */
export function startServer() {
  return import('@tanstack/react-start/server');
}

/**
 * TanStack Start: the framework and Clerk's SDK know the current request.
 *
 * @see https://clerk.com/docs/reference/tanstack-react-start/auth
 */
export const tanStackFramework: Framework<Request> = {
  head: webHead,
  signal: ({ signal }) => signal,
  async assertCurrent(request) {
    if ((await currentRequest()) === request) return;
    throw invalidConfiguration(
      "This authorizer (or grant.authorizer) belongs to another request and would answer for the caller of that request. Don't store it in a module variable or a cache. Call `await authorizer()` in each request.",
    );
  },
  async auth(_, asked) {
    // Loaded on first use, for the same reason.
    const { auth } = await import('@clerk/tanstack-react-start/server');
    return readClerkAuth(auth, [], asked, '@clerk/tanstack-react-start 1', {
      says: 'trying to use Clerk without configuring the middleware',
      write:
        'Write src/start.ts: export const startInstance = createStart(() => ({ requestMiddleware: [clerkMiddleware()] })), with clerkMiddleware of @clerk/tanstack-react-start/server.',
    });
  },
};
