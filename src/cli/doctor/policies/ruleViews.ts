import type { Expression, ResourcePolicy, Rule } from '../../policies/Policy';
import type { Remark } from '../Check';
import type { PolicySet } from './PolicySet';

/** One way in which a rule can apply: by its own roles, or by one of its derived roles. */
export interface RuleView {
  readonly policy: ResourcePolicy;
  readonly rule: Rule;
  /** `org:admin`; or the derived role, with the roles that it begins with. */
  readonly roles: readonly string[];
  /** The derived role, if it is not by roles of the rule itself. */
  readonly derivedRole?: string;
  /** All that must hold: of the rule, of the derived role, and their variables. */
  readonly expressions: readonly Expression[];
}

/** The ways in which the rules of resource policies can apply. */
export function ruleViews(policies: PolicySet): RuleView[] {
  return policies.resource.flatMap((policy) =>
    policy.rules.flatMap((rule): RuleView[] => {
      const own = policies.expressions(policy, rule.condition);
      const derived = policies.derivedRolesOf(policy, rule).map(({ role, in: file }) => ({
        policy,
        rule,
        roles: role.parentRoles,
        derivedRole: role.name,
        expressions: [...own, ...policies.expressions(file, role.condition)],
      }));
      const byRoles = { policy, rule, roles: rule.roles, expressions: own };
      return rule.roles.length > 0 ? [byRoles, ...derived] : derived;
    }),
  );
}

export const allows = ({ rule }: RuleView): boolean => rule.effect === 'EFFECT_ALLOW';

/** A rule in a list of findings: `document: rule edit allows edit, share to org:admin`. */
export function remarkOn(view: RuleView): Remark {
  const { policy, rule, derivedRole } = view;
  const verb = allows(view) ? 'allows' : 'denies';
  const by = derivedRole === undefined ? rule.roles.join(', ') : `derived role ${derivedRole}`;
  return {
    file: rule.file,
    line: rule.line,
    text: `${kindOf(policy)}: rule ${rule.name} ${verb} ${rule.actions.join(', ')} to ${by}`,
  };
}

/** The kind of a policy, with its version and scope if they are not the usual ones. */
export function kindOf({ kind, version, scope }: ResourcePolicy): string {
  const versioned = version === 'default' || version === '' ? kind : `${kind} (version ${version})`;
  return scope === '' ? versioned : `${versioned}, scope ${scope}`;
}
