import type { PrincipalSource } from 'clerk-cerbos';
import { z } from 'zod';

const Claims = z.object({ org_id: z.string().nullish() });

/**
 * The organization for which a user connected an agent with OAuth; `''` if the token names none.
 *
 * Clerk's SDK does not tell it, but Clerk writes it into the token if the client asked for the
 * scope `user:org:read`. The SDK has verified the token before. An opaque token (`oat_…`) has no
 * claims: switch on JWTs in Clerk's dashboard, under OAuth applications. A user who leaves the
 * organization keeps the token until it expires.
 */
export async function organizationOfToken(auth: PrincipalSource['auth']): Promise<string> {
  if (auth.isAuthenticated !== true || auth.tokenType !== 'oauth_token') return '';
  const token = await auth.getToken?.();
  const [, payload] = token?.split('.') ?? [];
  if (payload === undefined) return '';
  const { org_id: organization } = Claims.parse(
    JSON.parse(Buffer.from(payload, 'base64url').toString()),
  );
  return organization ?? '';
}
