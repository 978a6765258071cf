import { warnOnce } from '../development';
import { RejectedError } from '../errors';
import { misconfigured } from '../misconfigured';
import { isWellFormed } from '../value';
import { MACHINE_TOKENS, SESSION_TOKEN } from './tokenTypes';

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
