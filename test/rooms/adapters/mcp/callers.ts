import { toAuthInfo } from '../../../../src/adapters/mcp';
import type { ClerkAuth } from '../../../../src';

const session = (userId: string, more: object = {}): ClerkAuth => ({
  tokenType: 'session_token',
  isAuthenticated: true,
  userId,
  sessionId: `sess_${userId}`,
  sessionStatus: 'active',
  sessionClaims: { sub: userId, sid: `sess_${userId}`, sts: 'active', exp: 4_102_444_800 },
  orgId: 'org_acme',
  orgSlug: 'acme',
  orgRole: 'org:member',
  orgPermissions: [],
  factorVerificationAge: [1, -1],
  ...more,
});

const oauth = (scopes: readonly string[]): ClerkAuth => ({
  tokenType: 'oauth_token',
  isAuthenticated: true,
  id: 'oat_1',
  userId: 'user_bob',
  clientId: 'client_1',
  scopes,
});

/** Auth objects as Clerk makes them. */
export const auths = {
  /** Admin of Acme. */
  ada: session('user_ada', { orgRole: 'org:admin' }),
  /** Member of Acme. */
  bob: session('user_bob'),
  /** Another member of Acme. */
  cid: session('user_cid'),
  oauth: oauth([]),
  'oauth with scope': oauth(['invoices:refund']),
  'signed out': { tokenType: 'session_token', isAuthenticated: false },
} satisfies Record<string, ClerkAuth>;

/** Who sends a message. */
export type Caller = keyof typeof auths;

/** What the app gives to the transport for a caller. */
export const authInfoOf = (caller: Caller) => toAuthInfo(auths[caller], `token of ${caller}`);
