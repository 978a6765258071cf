import type { AcceptsToken } from '../../answer/Rule';
import { remember, type Remembered } from '../../ask/remember';
import { askClerk } from '../../askClerk';
import type { ClerkAuth } from '../../identify/ClerkAuth';

const requests = new WeakMap<object, Remembered<ClerkAuth>>();

/**
 * The auth object of the current request, which Clerk is asked for once.
 *
 * @param request - what tells it from others.
 * @throws ConfigurationError `missing_middleware` where Clerk's middleware does not run.
 * @see https://clerk.com/docs/reference/nextjs/app-router/auth
 */
export function currentAuth(request: object, acceptsToken?: AcceptsToken): Promise<ClerkAuth> {
  const known = requests.get(request) ?? new Map<string, never>();
  requests.set(request, known);
  return remember(known, JSON.stringify([acceptsToken]), async () => {
    // Node can't load this module without a bundler, and tests of an app that never ask need not.
    const { auth } = await import('@clerk/nextjs/server');
    return askClerk(auth, [], acceptsToken, {
      says: "can't detect usage of clerkMiddleware()",
      write:
        'Export clerkMiddleware() from proxy.ts (middleware.ts before Next.js 16) with a matcher that covers it.',
    });
  });
}
