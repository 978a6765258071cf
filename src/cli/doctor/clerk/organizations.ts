import { getProperty } from '../../../base/value';
import type { Place } from '../../policies/Policy';
import { type Check, type Finding, linesOf, pass, type Remark, skip, noPolicies } from '../Check';
import { textsOf } from '../policies/attributeReads';
import type { PolicySet } from '../policies/PolicySet';
import { namedRoles } from '../policies/roles';
import type { Subject } from '../Subject';

/** A name that a policy uses, and where. */
interface Used extends Place {
  readonly name: string;
}

/** The instance's roles against those of the policies, both ways. */
export const clerkRoles: Check = {
  name: 'clerk.roles',
  run: (subject) =>
    compare(subject, {
      what: 'role',
      path: '/v1/organization_roles',
      used: usedRoles,
      isIdle: (role, used, permissions) =>
        // What a member may do is often said by the organization alone.
        role.key !== 'org:member' &&
        !used.has(role.key) &&
        !role.permissions.some((key) => permissions.has(key)),
      idle: 'gives no right by its name or its permissions',
    }),
};

/** The instance's permissions against those of the policies, both ways. */
export const clerkPermissions: Check = {
  name: 'clerk.permissions',
  run: (subject) =>
    compare(subject, {
      what: 'permission',
      path: '/v1/organization_permissions',
      used: usedPermissions,
      // Clerk's own are for Clerk's components, and never in a session token.
      isIdle: ({ key }, used) => !key.startsWith('org:sys_') && !used.has(key),
      idle: 'gives no right',
    }),
};

interface Comparison {
  readonly what: string;
  readonly path: string;
  readonly used: (policies: PolicySet) => Used[];
  readonly isIdle: (
    item: ClerkItem,
    used: ReadonlySet<string>,
    permissions: ReadonlySet<string>,
  ) => boolean;
  readonly idle: string;
}

interface ClerkItem {
  readonly key: string;
  readonly permissions: readonly string[];
}

async function compare(
  { policies, clerk }: Subject,
  { what, path, used, isIdle, idle }: Comparison,
): Promise<Finding> {
  if (clerk === undefined)
    return skip('Clerk is not asked: that takes a secret key, and no --offline.');
  if (policies instanceof Error) return noPolicies;
  const inPolicies = used(policies);
  const permissions = new Set(usedPermissions(policies).map(({ name }) => name));
  if (usedRoles(policies).length === 0 && permissions.size === 0) {
    return skip('The policies use no roles or permissions of organizations.');
  }
  const items = (await clerk.list(path))?.map(toItem);
  if (items === undefined) return skip(`Clerk did not list the ${what}s of the instance.`);
  const inClerk = new Set(items.map(({ key }) => key));
  const missing = inPolicies.filter(({ name }) => !inClerk.has(name));
  const names = new Set(inPolicies.map(({ name }) => name));
  const unused = items.filter((item) => isIdle(item, names, permissions));
  if (missing.length + unused.length === 0) {
    return pass(`The policies and Clerk have the same ${what}s.`);
  }
  const lines = [
    linesOf(
      missing.map(({ name, ...place }): Remark => ({ ...place, text: `${name} is not in Clerk` })),
    ),
    ...unused.map(({ key }) => `in Clerk: ${key} ${idle}`),
  ];
  return {
    status: 'warn',
    message: `The ${what}s of the policies and those of Clerk differ.`,
    detail: lines.filter((line) => line !== '').join('\n'),
    remedy: `Correct the name in the policies, or create or delete the ${what} in the Clerk Dashboard.`,
  };
}

function toItem(item: unknown): ClerkItem {
  const permissions = getProperty(item, 'permissions');
  return {
    key: text(getProperty(item, 'key')),
    permissions: (Array.isArray(permissions) ? permissions : []).map((permission: unknown) =>
      text(getProperty(permission, 'key')),
    ),
  };
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** Roles of organizations that rules name, or that expressions compare with `P.attr.orgRole`. */
function usedRoles(policies: PolicySet): Used[] {
  const named = namedRoles(policies)
    .filter(({ role }) => role.startsWith('org:'))
    .map(({ role, ...place }) => ({ ...place, name: role }));
  const compared = policies
    .all()
    .flatMap(({ text: code, ...place }) =>
      [...code.matchAll(comparisons)].map(([comparison]) => ({ ...place, text: comparison })),
    );
  return [...named, ...quoted(compared, /^org:[\w-]+$/)];
}

// `P.attr.orgRole == "org:admin"`, in either order, and `P.attr.orgRole in ["org:admin"]`. A feature
// may look like a role.
const comparisons =
  /\borgRole\s*(?:[=!]=\s*(?:"[^"]*"|'[^']*')|in\s*\[[^\]]*\])|(?:"[^"]*"|'[^']*')\s*[=!]=\s*(?:\w+\s*\.\s*)+orgRole\b/g;

/** Permissions that expressions name. System permissions are another check's. */
function usedPermissions(policies: PolicySet): Used[] {
  return quoted(policies.all(), /^org:(?!sys_)[\w-]+:[\w-]+$/);
}

/** The texts in expressions that look like a name. */
function quoted(expressions: readonly (Place & { text: string })[], name: RegExp): Used[] {
  return expressions.flatMap(({ text: code, file, line }) =>
    textsOf(code)
      .filter((found) => name.test(found))
      .map((found) => ({ name: found, file, line })),
  );
}
