import { clerkClient } from '@clerk/express';
import { acceptsToken } from './requireToken';

/**
 * Says who is calling over stdio, where no request brings a token: the owner of the token in the
 * environment variable DOCUMENTS_TOKEN. Each message asks Clerk again, so that a revoked token ends.
 */
export async function authOfToken() {
  const request = new Request('http://localhost', {
    headers: { Authorization: `Bearer ${process.env.DOCUMENTS_TOKEN ?? ''}` },
  });
  const state = await clerkClient.authenticateRequest(request, { acceptsToken: [...acceptsToken] });
  return state.toAuth();
}
