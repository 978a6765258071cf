import type { AcceptsToken } from '../../answer/Rule';
import { askClerk } from '../../askClerk';
import type { ClerkAuth } from '../../identify/ClerkAuth';

/**
 * The auth object of a request.
 *
 * @throws ConfigurationError `missing_middleware` where Clerk's middleware did not run.
 * @see https://github.com/clerk/javascript/tree/main/packages/hono
 */
export async function currentAuth(c: object, acceptsToken?: AcceptsToken): Promise<ClerkAuth> {
  // Only whoever asks needs the SDK.
  const { getAuth } = await import('@clerk/hono');
  return askClerk(getAuth, [c], acceptsToken, {
    says: 'getAuth() called without clerkMiddleware()',
    write: "Apply it before the routes: app.use('*', clerkMiddleware()), of @clerk/hono.",
  });
}
