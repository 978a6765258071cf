import type { Framework } from '../../bridge/Framework';
import { askClerk } from '../../bridge/readClerkAuth';

/**
 * Hono, whose calls are named by the context.
 *
 * @see https://github.com/clerk/javascript/tree/main/packages/hono
 */
export const hono: Framework<object> = {
  async auth(c, acceptsToken) {
    // Only whoever asks needs the SDK.
    const { getAuth } = await import('@clerk/hono');
    return askClerk(getAuth, [c], acceptsToken, {
      says: 'getAuth() called without clerkMiddleware()',
      write: "Apply it before the routes: app.use('*', clerkMiddleware()), of @clerk/hono.",
    });
  },
};
