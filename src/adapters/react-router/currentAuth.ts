import type { AcceptsToken } from '../../answer/Rule';
import { askClerk } from '../../askClerk';
import type { DataFunctionArgs } from '../../DataFunction';
import type { ClerkAuth } from '../../identify/ClerkAuth';

/**
 * The auth object of the request that is being handled.
 *
 * @throws ConfigurationError `missing_middleware` where Clerk's middleware does not run.
 * @see https://clerk.com/docs/reference/react-router/get-auth
 */
export async function currentAuth(
  args: DataFunctionArgs,
  acceptsToken?: AcceptsToken,
): Promise<ClerkAuth> {
  // Only whoever asks needs the SDK.
  const { getAuth } = await import('@clerk/react-router/server');
  return askClerk(getAuth, [args], acceptsToken, {
    says: 'clerkMiddleware() not detected',
    write:
      'Export middleware = [clerkMiddleware()], of @clerk/react-router/server, from app/root.tsx; React Router 7 runs it only with future.v8_middleware in react-router.config.ts.',
  });
}
