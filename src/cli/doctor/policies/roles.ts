import { MACHINE_TOKENS } from '../../../identify/ClerkAuth';
import type { Place } from '../../policies/Policy';
import type { Check } from '../Check';
import { policyCheck, warnAbout } from './policyCheck';
import type { PolicySet } from './PolicySet';

/** A role that a policy names, and where. */
interface NamedRole extends Place {
  readonly role: string;
}

/** All roles that policies name, without `*`. */
export function namedRoles({ resource, derivedRoles, role }: PolicySet): NamedRole[] {
  const at = (roles: readonly string[], { file, line }: Place) =>
    roles.filter((name) => name !== '*').map((name) => ({ role: name, file, line }));
  return [
    ...resource.flatMap(({ rules }) => rules.flatMap((rule) => at(rule.roles, rule))),
    ...derivedRoles.flatMap(({ definitions }) =>
      definitions.flatMap((definition) => at(definition.parentRoles, definition)),
    ),
    ...role.flatMap((policy) => at([policy.role, ...policy.parentRoles], policy)),
  ];
}

/** Roles in policies that no principal has. Clerk's own are another check: `clerk.roles`. */
export const roles: Check = policyCheck('policies.roles', (policies, { baseRole, appRoles }) => {
  const known = new Set([baseRole, 'anonymous', 'pending', ...MACHINE_TOKENS, ...appRoles]);
  const remarks = namedRoles(policies)
    .filter(({ role }) => !known.has(role) && !role.startsWith('org:'))
    .map(({ role, file, line }) => ({ file, line, text: `names the role ${role}` }));
  return warnAbout(remarks, {
    good: 'clerk-cerbos, or the app, gives each role that the policies name.',
    bad: 'Policies name roles that no principal has.',
    remedy:
      'Write org:… for a role of Clerk. If the app gives the role with principal.roles, run doctor with --app-role <name>.',
  });
});
