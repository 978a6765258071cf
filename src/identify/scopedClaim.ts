/**
 * Reads the `fea` or `pla` claim (`"o:dashboard,u:beta,ou:export"`) into the names that Clerk's
 * `has()` takes: `org:dashboard`, `user:beta`, `org:export`, `user:export`. As in `has()`, one
 * element without a scope makes the whole claim void.
 *
 * @see https://clerk.com/docs/guides/sessions/session-tokens
 */
export function readScopedClaim(claim: unknown): readonly string[] {
  if (typeof claim !== 'string' || claim === '') return [];
  const names = new Set<string>();
  for (const element of claim.split(',')) {
    const [scope, name, ...more] = element.trim().split(':');
    if (name === undefined) return [];
    // `has()` can't be asked for such names.
    if (name === '' || more.length > 0) continue;
    if (scope === 'o' || scope === 'ou' || scope === 'uo') names.add(`org:${name}`);
    if (scope === 'u' || scope === 'ou' || scope === 'uo') names.add(`user:${name}`);
  }
  return [...names];
}
