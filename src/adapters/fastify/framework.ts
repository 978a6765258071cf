import type { Framework } from '../../bridge/Framework';
import { askClerk } from '../../bridge/readClerkAuth';

/**
 * Fastify, whose calls are named by `request`.
 *
 * @see https://clerk.com/docs/reference/fastify/get-auth
 */
export const fastify: Framework<object> = {
  async auth(request, acceptsToken) {
    // Only whoever asks needs the SDK.
    const { getAuth } = await import('@clerk/fastify');
    return askClerk(getAuth, [request], acceptsToken, {
      says: 'The "clerkPlugin" should be registered',
      write: 'Register it before the routes: await app.register(clerkPlugin), of @clerk/fastify.',
    });
  },
};
