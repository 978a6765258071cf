import { MACHINE_TOKENS } from '../../../identify/ClerkAuth';
import { matchesGlob } from '../../policies/matchesGlob';
import type { Check } from '../Check';
import { policyCheck, warnAbout } from './policyCheck';
import { allows, remarkOn, ruleViews, type RuleView } from './ruleViews';

/**
 * Rules that deny to some roles what another role of the same caller is allowed. Cerbos decides for
 * each role by itself, and one role that allows is enough.
 */
export const denials: Check = policyCheck('policies.denials', (policies) => {
  const views = ruleViews(policies);
  const remarks = views
    .filter((view) => !allows(view) && !view.roles.includes('*'))
    .flatMap((view) => {
      const others = views
        .filter((other) => other.policy === view.policy && allows(other) && overlaps(view, other))
        .flatMap(({ roles }) => roles.filter((role) => opens(role, view.roles)));
      if (others.length === 0) return [];
      const remark = remarkOn(view);
      const allowed = [...new Set(others)].join(', ');
      return [{ ...remark, text: `${remark.text}; other rules allow it to ${allowed}` }];
    });
  return warnAbout(remarks, {
    good: 'No rule denies to one role what another role of the same caller is allowed.',
    bad: 'Rules deny only some roles. A caller who also has another role is allowed by that one.',
    remedy: "Deny roles: ['*'], and write into the condition which callers it concerns.",
  });
});

/** Says whether a caller may have this role beside one of those that are denied. */
function opens(role: string, denied: readonly string[]): boolean {
  return !denied.includes(role) && denied.some((one) => meet(one, role));
}

/** A caller has one role of Clerk at most, and a machine or a visitor has no second role. */
function meet(one: string, other: string): boolean {
  if (isAlone(one) || isAlone(other)) return false;
  return !(one.startsWith('org:') && other.startsWith('org:'));
}

const isAlone = (role: string) => ['anonymous', 'pending', ...MACHINE_TOKENS].includes(role);

function overlaps({ rule: one }: RuleView, { rule: other }: RuleView): boolean {
  return one.actions.some((a) => other.actions.some((b) => matchesGlob(a, b) || matchesGlob(b, a)));
}
