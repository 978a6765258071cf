import type { SandboxMembership } from './ClerkSandbox';
import type { ActiveMembership } from './directory';

/** The claims of an organization in a version 1 token. */
export function organizationClaimsV1({ organization, membership }: ActiveMembership) {
  return {
    org_id: organization.id,
    org_slug: organization.slug,
    org_role: membership.role,
    org_permissions: tokenPermissions(membership),
  };
}

/**
 * The `o` claim of a version 2 token, and the features it counts on.
 *
 * A permission `org:invoices:manage` is one of feature `invoices` and has the name `manage`. `per`
 * lists the names, and `fpm` has a number for each of the token's organization features, whose i-th
 * lowest bit says that the feature has the i-th name.
 *
 * @param features - Features of the organization, without scope, besides those of the permissions.
 * @see https://clerk.com/docs/guides/sessions/session-tokens
 */
export function organizationClaimsV2(
  { organization, membership }: ActiveMembership,
  features: readonly string[],
) {
  const permissions = tokenPermissions(membership).map((permission) => {
    const [, feature = '', name = ''] = permission.split(':');
    return { feature, name };
  });
  const allFeatures = unique([...features, ...permissions.map(({ feature }) => feature)]);
  const names = unique(permissions.map(({ name }) => name));
  const bitmask = (feature: string) =>
    names.reduce((mask, name, index) => {
      const has = permissions.some((one) => one.feature === feature && one.name === name);
      return has ? mask | (1n << BigInt(index)) : mask;
    }, 0n);
  return {
    features: allFeatures,
    o: {
      id: organization.id,
      slg: organization.slug,
      rol: membership.role.replace(/^org:/, ''),
      ...(names.length > 0 && { per: names.join(','), fpm: allFeatures.map(bitmask).join(',') }),
    },
  };
}

/** Clerk keeps its system permissions, `org:sys_…`, out of tokens. */
function tokenPermissions({ permissions = [] }: SandboxMembership): string[] {
  return permissions.filter((permission) => !permission.startsWith('org:sys_'));
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
