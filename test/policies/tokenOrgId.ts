import { decodeJwt } from '@clerk/backend/jwt';
import type { PrincipalSource } from '../../src';

/** The organization that a user chose for an OAuth client; '' for every other caller. */
export async function tokenOrgId({ auth }: PrincipalSource): Promise<string> {
  if (auth.tokenType !== 'oauth_token') return '';
  const token = await auth.getToken?.();
  // An opaque token (oat_…) has no claims.
  if (token?.split('.').length !== 3) return '';
  const { jti, org_id: orgId }: Record<string, unknown> = { ...decodeJwt(token).payload };
  // Clerk's SDK verified the token with the id auth.id, and no other token.
  return jti === auth.id && typeof orgId === 'string' ? orgId : '';
}
