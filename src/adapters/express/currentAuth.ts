import type { AcceptsToken } from '../../answer/Rule';
import { askClerk } from '../../askClerk';
import type { ClerkAuth } from '../../identify/ClerkAuth';

/**
 * The auth object of a request.
 *
 * @throws ConfigurationError `missing_middleware` where Clerk's middleware did not run.
 * @see https://clerk.com/docs/reference/express/get-auth
 */
export async function currentAuth(req: object, acceptsToken?: AcceptsToken): Promise<ClerkAuth> {
  // Only whoever asks needs the SDK.
  const { getAuth } = await import('@clerk/express');
  return askClerk(getAuth, [req], acceptsToken, {
    says: 'The "clerkMiddleware" should be registered',
    write: 'Register it before the routes: app.use(clerkMiddleware()), of @clerk/express.',
  });
}
