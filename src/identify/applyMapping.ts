import { warnOnce } from '../base/development';
import { misconfigured, RejectedError } from '../base/errors';
import { isWellFormed, setOwn, toValue, type Value } from '../base/value';
import { MACHINE_TOKENS, SESSION_TOKEN } from './ClerkAuth';
import type { PrincipalMapping } from './PrincipalMapping';

/** Fills the attributes that the app maps from session claims: each always there, of one type. */
export function mapClaims(
  sessionClaims: object,
  claims: PrincipalMapping['claims'],
): Record<string, Value> {
  const attributes: Record<string, Value> = {};
  if (claims === undefined || claims === 'all') return attributes;
  for (const [name, entry] of Object.entries(claims)) {
    const { claim, default: fallback } =
      typeof entry === 'string' ? { claim: entry, default: '' } : entry;
    const found = findClaim(sessionClaims, claim);
    const value = typeName(found) === typeName(fallback) ? found : fallback;
    attributes[name] = toValue(value, `sessionClaims.${claim}`);
  }
  return attributes;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

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

const RESERVED = new Set(['user', 'anonymous', 'pending', '*', SESSION_TOKEN, ...MACHINE_TOKENS]);

/**
 * Keeps of an app's own roles those that forge nothing.
 *
 * @throws ConfigurationError `invalid_configuration` for what is no list.
 * @throws RejectedError `invalid_value` for a role the PDP would refuse.
 */
export function mapRoles(roles: unknown): readonly string[] {
  if (!Array.isArray(roles)) {
    // Nobody waits for a promise of roles, not even to hear that it failed.
    if (roles instanceof Promise) roles.catch(() => undefined);
    throw misconfigured('principal.roles must return an array of strings.');
  }
  const items: readonly unknown[] = roles;
  return items.filter((role, index): role is string => {
    if (typeof role !== 'string' || role === '') {
      warnOnce('principal.roles returned something that is not a role name; it was dropped.');
      return false;
    }
    if (!isWellFormed(role)) {
      const path = `principal.roles[${index}]`;
      throw new RejectedError({
        code: 'invalid_value',
        path,
        message: `${path} is not well-formed Unicode.`,
      });
    }
    if (!RESERVED.has(role) && !role.startsWith('org:')) return true;
    warnOnce(`principal.roles returned the reserved role ${JSON.stringify(role)}; it was dropped.`);
    return false;
  });
}
