import type { AcceptsToken } from '../../answer/Rule';
import { askClerk } from '../../askClerk';
import type { ClerkAuth } from '../../identify/ClerkAuth';

/**
 * The auth object of the request that is being handled.
 *
 * @throws ConfigurationError `missing_middleware` where Clerk's middleware does not run.
 * @see https://clerk.com/docs/reference/nextjs/app-router/auth
 */
export async function currentAuth(acceptsToken?: AcceptsToken): Promise<ClerkAuth> {
  // Node can't load this module without a bundler, and tests of an app that never ask need not.
  const { auth } = await import('@clerk/nextjs/server');
  return askClerk(auth, [], acceptsToken, {
    says: "can't detect usage of clerkMiddleware()",
    write:
      'Export clerkMiddleware() from proxy.ts (middleware.ts before Next.js 16) with a matcher that covers it.',
  });
}
