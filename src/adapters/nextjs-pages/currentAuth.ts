import { askClerk } from '../../askClerk';
import type { ClerkAuth } from '../../identify/ClerkAuth';

/**
 * The auth object of a request.
 *
 * @throws ConfigurationError `missing_middleware` where Clerk's middleware did not run.
 * @see https://clerk.com/docs/reference/nextjs/pages-router/get-auth
 */
export async function currentAuth(request: object): Promise<ClerkAuth> {
  // Node can't load this module without a bundler, and tests of an app that never ask need not.
  const { getAuth } = await import('@clerk/nextjs/server');
  return askClerk(getAuth, [request], undefined, {
    says: "can't detect usage of clerkMiddleware()",
    write:
      'Export clerkMiddleware() from proxy.ts (middleware.ts before Next.js 16) with a matcher that covers it.',
  });
}
