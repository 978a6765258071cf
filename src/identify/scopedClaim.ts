const NONE: readonly string[] = Object.freeze([]);

/**
 * Reads the `fea` or `pla` claim (`"o:dashboard,u:beta,ou:export"`) into the names that Clerk's
 * `has()` takes: `org:dashboard`, `user:beta`, `org:export`, `user:export`. As in `has()`, one
 * element without a scope makes the whole claim void.
 *
 * @see https://clerk.com/docs/guides/sessions/session-tokens
 */
export function readScopedClaim(claim: unknown): readonly string[] {
  if (typeof claim !== 'string' || claim === '') return NONE;
  const names = new Set<string>();
  for (const element of claim.split(',')) {
    const scoped = element.trim();
    const colon = scoped.indexOf(':');
    if (colon < 0) return NONE;
    const scope = scoped.slice(0, colon);
    const name = scoped.slice(colon + 1);
    // `has()` can't be asked for such names.
    if (name === '' || name.includes(':')) continue;
    if (scope === 'o' || scope === 'ou' || scope === 'uo') names.add(`org:${name}`);
    if (scope === 'u' || scope === 'ou' || scope === 'uo') names.add(`user:${name}`);
  }
  return Object.freeze([...names]);
}
