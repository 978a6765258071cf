import { warnOnce } from '../base/development';
import type { Decision } from './types/Decision';

// In such a kind the PDP replaces the characters `-`, `:`, `/` and `@` before it looks for rules. In
// role policies it does not replace them (measured with 0.51 and 0.55), so it never finds a rule.
// https://github.com/cerbos/cerbos/blob/v0.51.0/internal/namer/namer.go
const REPLACED = /^(?=.*[-:/@])[a-z][\w@.\-/]*(:[a-z][\w@.\-/]*)*$/i;

/**
 * Warns in development about an action that a role policy denies, although it may allow it, because
 * of the characters of the kind.
 */
export function warnOfRolePolicy({ resource: { kind }, metadata }: Decision): void {
  if (!REPLACED.test(kind)) return;
  for (const [action, matched] of Object.entries(metadata?.actions ?? {})) {
    // The PDP only names a role policy where it denies.
    if (matched?.matchedPolicy.startsWith('role.') !== true) continue;
    warnOnce(
      `A role policy denies the action ${JSON.stringify(action)} on the kind ${JSON.stringify(kind)}. The PDP finds no rule for this kind in role policies, because of the characters "-", ":", "/" or "@" in its name. Name the kind with letters, digits, "_" and "." only.`,
    );
  }
}
