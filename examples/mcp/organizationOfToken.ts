import type { PrincipalSource } from 'clerk-cerbos';

/**
 * The organization for which a user connected an agent with OAuth; `''` if the token names none.
 *
 * Clerk's SDK does not tell it, but Clerk writes it into the token if the client asked for the
 * scope `user:org:read`. The SDK has verified the token before. An opaque token (`oat_…`) has no
 * claims: switch on JWTs in Clerk's dashboard, under OAuth applications.
 */
export async function organizationOfToken(auth: PrincipalSource['auth']): Promise<string> {
  if (auth.isAuthenticated !== true || auth.tokenType !== 'oauth_token') return '';
  const token = await auth.getToken?.();
  const [, payload] = token?.split('.') ?? [];
  if (payload === undefined) return '';
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const isObject = typeof claims === 'object' && claims !== null;
  return isObject && 'org_id' in claims && typeof claims.org_id === 'string' ? claims.org_id : '';
}
