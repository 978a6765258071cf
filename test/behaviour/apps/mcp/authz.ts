import { HTTP } from '@cerbos/http';
import { createClerkClient } from '@clerk/backend';
import { createClerkCerbos } from 'clerk-cerbos/mcp';
import { documents } from '../documents';

const clerk = createClerkClient({
  secretKey: process.env.CLERK_SECRET_KEY ?? '',
  publishableKey: process.env.CLERK_PUBLISHABLE_KEY ?? '',
  apiUrl: process.env.CLERK_API_URL ?? '',
});

/** Which types of token a server accepts. */
export type Accepts = 'sessions' | 'all';

/** Asks Clerk who makes a request. */
export async function authOf(authorization: string | undefined, accepts: Accepts) {
  const headers = authorization === undefined ? {} : { authorization };
  const request = new Request('http://localhost:3000', { headers });
  const authorizedParties = ['http://localhost:3000'];
  const state =
    accepts === 'all'
      ? await clerk.authenticateRequest(request, {
          authorizedParties,
          acceptsToken: ['session_token', 'oauth_token', 'api_key', 'm2m_token'],
        })
      : await clerk.authenticateRequest(request, { authorizedParties });
  // Of a handshake, which is for pages in a browser, there is none.
  const auth = state.toAuth();
  if (auth === null) throw new Error('A request without a cookie needs no handshake.');
  return auth;
}

export const {
  guard,
  withCerbos,
  toAuthInfo,
  authorizer,
  checkResource,
  isAllowed,
  authorize,
  planResources,
} = createClerkCerbos({
  cerbos: new HTTP(process.env.CERBOS_HTTP ?? ''),
  timeoutMs: 2_000,
  machineId: 'mch_app',
  resources: {
    document: (id: string) => {
      const value = documents.get(id);
      return value === undefined ? null : { attr: value, value };
    },
  },
});
