import type { Framework } from '../../bridge/Framework';
import { askClerk } from '../../bridge/readClerkAuth';

/**
 * Express, whose calls are named by `req`.
 *
 * @see https://clerk.com/docs/reference/express/get-auth
 */
export const express: Framework<object> = {
  async auth(req, acceptsToken) {
    // Only whoever asks needs the SDK.
    const { getAuth } = await import('@clerk/express');
    return askClerk(getAuth, [req], acceptsToken, {
      says: 'The "clerkMiddleware" should be registered',
      write: 'Register it before the routes: app.use(clerkMiddleware()), of @clerk/express.',
    });
  },
};
