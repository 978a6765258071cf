import type { ClerkAuth } from '../../../src';

/** Nobody. */
export const signedOut: ClerkAuth = { tokenType: 'session_token', isAuthenticated: false };

/** A session of a member of Acme, who verified the first factor three minutes ago. */
export const member: ClerkAuth = {
  tokenType: 'session_token',
  isAuthenticated: true,
  userId: 'user_1',
  sessionId: 'sess_1',
  sessionStatus: 'active',
  sessionClaims: {},
  orgId: 'org_acme',
  orgRole: 'org:member',
  factorVerificationAge: [3, -1],
};

/** The same person, who has not verified anything for an hour. */
export const stale: ClerkAuth = { ...member, factorVerificationAge: [60, -1] };

/** The same, impersonated by somebody of the staff. */
export const impersonated: ClerkAuth = { ...stale, actor: { sub: 'user_staff' } };
