import type { Framework } from '../../bridge/Framework';
import { askClerk } from '../../bridge/readClerkAuth';

/**
 * The Pages Router, whose calls are named by `req`.
 *
 * @see https://clerk.com/docs/reference/nextjs/pages-router/get-auth
 */
export const pagesRouter: Framework<object> = {
  async auth(req) {
    // Node can't load this module without a bundler, and tests of an app that never ask need not.
    const { getAuth } = await import('@clerk/nextjs/server');
    return askClerk(getAuth, [req], undefined, {
      says: "can't detect usage of clerkMiddleware()",
      write:
        'Export clerkMiddleware() from proxy.ts (middleware.ts before Next.js 16) with a matcher that covers it.',
    });
  },
};
