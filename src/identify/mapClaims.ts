import { toValue, type Value } from '../value';
import { findClaim } from './customClaims';
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
