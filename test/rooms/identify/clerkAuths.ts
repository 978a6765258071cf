import {
  authenticatedMachineObject as machine3,
  signedInAuthObject as signedIn3,
  signedOutAuthObject as signedOut3,
} from '@clerk/backend/internal';
import {
  signedInAuthObject as signedIn2,
  signedOutAuthObject as signedOut2,
} from 'clerk-backend-2/internal';
import type { ClerkAuth } from '../../../src';

/** Makes auth objects as one major of @clerk/backend makes them. */
export interface ClerkBackend {
  readonly name: string;
  signedIn(claims: Record<string, unknown>): ClerkAuth;
  signedOut(): ClerkAuth;
}

// The SDKs type the claims as a token's; what a token really carries is what is tested here.
type Claims3 = Parameters<typeof signedIn3>[2];
type Claims2 = Parameters<typeof signedIn2>[2];

/** Both majors that the package supports. */
export const clerkBackends: readonly ClerkBackend[] = [
  {
    name: '@clerk/backend 3',
    signedIn: (claims) => signedIn3({}, 'token', claims as unknown as Claims3),
    signedOut: () => signedOut3(),
  },
  {
    name: '@clerk/backend 2',
    signedIn: (claims) => signedIn2({}, 'token', claims as unknown as Claims2),
    signedOut: () => signedOut2(),
  },
];

/** An authenticated machine token's auth object, made by the real SDK. */
export function machineAuth(
  tokenType: Parameters<typeof machine3>[0],
  resource: Record<string, unknown>,
): ClerkAuth {
  type Resource = Parameters<typeof machine3>[2];
  return machine3(tokenType, 'token', resource as unknown as Resource);
}

/** The claims of an admin of Acme, in version 2. */
export const adminClaims = {
  v: 2,
  iss: 'https://clerk.example.test',
  azp: 'http://localhost:3000',
  sub: 'user_1',
  sid: 'sess_1',
  sts: 'active',
  jti: 'j1',
  iat: 1,
  nbf: 1,
  exp: 9_999_999_999,
  fva: [3, -1],
  fea: 'o:invoices,o:dashboard,u:beta,uo:export',
  pla: 'o:pro,u:free',
  o: { id: 'org_1', slg: 'acme', rol: 'admin', per: 'read,manage', fpm: '3,1' },
  department: 'finance',
  metadata: { clearance: 7, regions: ['eu'] },
};

/** The same in version 1. */
export const adminClaimsV1 = {
  sub: 'user_1',
  sid: 'sess_1',
  exp: 9_999_999_999,
  iat: 1,
  org_id: 'org_1',
  org_slug: 'acme',
  org_role: 'org:admin',
  org_permissions: ['org:invoices:read'],
};
