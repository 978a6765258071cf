import { setOwn } from '../value';

// https://clerk.com/docs/guides/sessions/session-tokens (versions 1 and 2)
const DEFAULT_CLAIMS = new Set(
  'act alg aud azp exp fea fva iat iss jti nbf o oiat org_id org_permissions org_role org_slug pla sid sts sub v'.split(
    ' ',
  ),
);

/** The claims that the app added to its session token: all that are not Clerk's own. */
export function customClaims(sessionClaims: object | null | undefined): Record<string, unknown> {
  const claims: Record<string, unknown> = {};
  for (const [name, claim] of Object.entries(sessionClaims ?? {})) {
    if (!DEFAULT_CLAIMS.has(name)) setOwn(claims, name, claim);
  }
  return claims;
}

/** Finds a claim by its name, or by a path through objects (`metadata.clearance`). */
export function findClaim(claims: object, path: string): unknown {
  if (Object.hasOwn(claims, path)) return Reflect.get(claims, path);
  let found: unknown = claims;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name))
      return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}
