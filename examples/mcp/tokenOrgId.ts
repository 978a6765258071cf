import { decodeJwt } from '@clerk/backend/jwt';
import type { PrincipalSource } from 'clerk-cerbos';

/**
 * The organization that a user chose for an OAuth client; '' for every other caller. Clerk writes it
 * into the token if the client asked for the scope `user:org:read`, and if Clerk's dashboard says
 * that OAuth tokens are JWTs. A user who leaves the organization keeps the token until it expires.
 */
export async function tokenOrgId({ auth }: PrincipalSource): Promise<string> {
  if (auth.tokenType !== 'oauth_token') return '';
  const token = await auth.getToken?.();
  // An opaque token (oat_…) has no claims.
  if (token?.split('.').length !== 3) return '';
  const { jti, org_id: orgId }: Record<string, unknown> = { ...decodeJwt(token).payload };
  // Clerk's SDK verified the token with the id auth.id, and no other token.
  return jti === auth.id && typeof orgId === 'string' ? orgId : '';
}
