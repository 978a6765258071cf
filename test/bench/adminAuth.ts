import type { ClerkAuth } from 'clerk-cerbos';
import { adminClaims, clerkBackends } from '../rooms/identify/clerkAuths';

const [backend] = clerkBackends;
if (backend === undefined) throw new Error('There is no @clerk/backend.');

/** An admin of Acme, as Clerk's own SDK says it; the token has hardly expired. */
export const adminAuth: ClerkAuth = backend.signedIn({
  ...adminClaims,
  exp: Math.floor(Date.now() / 1000) + 3600,
});
