import type { AcceptsToken } from '../../answer/Rule';
import { askClerk } from '../../askClerk';
import type { ClerkAuth } from '../../identify/ClerkAuth';

/**
 * The auth object of a request.
 *
 * @throws ConfigurationError `missing_middleware` where Clerk's plugin did not run.
 * @see https://clerk.com/docs/reference/fastify/get-auth
 */
export async function currentAuth(
  request: object,
  acceptsToken?: AcceptsToken,
): Promise<ClerkAuth> {
  // Only whoever asks needs the SDK.
  const { getAuth } = await import('@clerk/fastify');
  return askClerk(getAuth, [request], acceptsToken, {
    says: 'The "clerkPlugin" should be registered',
    write: 'Register it before the routes: await app.register(clerkPlugin), of @clerk/fastify.',
  });
}
