import { ConfigurationError } from '../../base/errors';
import type {
  ClerkSandboxOptions,
  SandboxMembership,
  SandboxOrganization,
  SandboxUser,
} from './ClerkSandbox';
import { createMetadataStore, type MetadataStore } from './metadata';

/** A user in an organization, or in the personal account if there is none. */
export interface Account {
  readonly user: SandboxUser;
  readonly active: ActiveMembership | undefined;
}

/** A membership together with its organization. */
export interface ActiveMembership {
  readonly organization: SandboxOrganization;
  readonly membership: SandboxMembership;
}

/** The users and organizations of a sandbox. */
export interface Directory {
  readonly users: readonly SandboxUser[];
  readonly organizations: readonly SandboxOrganization[];
  /** The metadata of users and organizations. Apps change it. */
  readonly metadata: MetadataStore;
  findUser: (matches: (user: SandboxUser) => boolean) => SandboxUser | undefined;
  membershipsOf: (user: SandboxUser) => ActiveMembership[];
  findMembership: (user: SandboxUser, orgId: string) => ActiveMembership | undefined;
  /** @throws ConfigurationError if there is no such user or membership. */
  account: (userId: string, orgId: string | null | undefined) => Account;
}

/**
 * Reads the users and organizations of the options.
 *
 * @throws ConfigurationError if a user is a member of an unknown organization, or if a role,
 * permission, feature or plan does not have Clerk's form.
 */
export function createDirectory({ users, organizations }: ClerkSandboxOptions): Directory {
  const membershipsOf = (user: SandboxUser): ActiveMembership[] =>
    Object.entries(user.memberships ?? {}).map(([orgId, membership]) => {
      const organization = organizations.find(({ id }) => id === orgId);
      if (organization === undefined) {
        throw misspelled(
          `${user.id} is a member of ${orgId}, which is not in \`organizations\`. Add it there.`,
        );
      }
      return { organization, membership };
    });
  const findMembership = (user: SandboxUser, orgId: string) =>
    membershipsOf(user).find(({ organization }) => organization.id === orgId);

  users.forEach(requireClerkSpelling);
  users.forEach(membershipsOf);

  return {
    users,
    organizations,
    metadata: createMetadataStore([...users, ...organizations]),
    membershipsOf,
    findMembership,
    findUser: (matches) => users.find(matches),
    account(userId, orgId) {
      const user = users.find(({ id }) => id === userId);
      if (user === undefined) {
        const known = users.map(({ id }) => id).join(', ');
        throw misspelled(`The sandbox has no user ${userId}. Its users are: ${known || 'none'}.`);
      }
      const active = orgId ? findMembership(user, orgId) : undefined;
      if (orgId && active === undefined) {
        throw misspelled(`${userId} is not a member of ${orgId}. Add it to \`memberships\`.`);
      }
      return { user, active };
    },
  };
}

function requireClerkSpelling({ id, memberships = {}, features = [], plans = [] }: SandboxUser) {
  for (const { role, permissions = [] } of Object.values(memberships)) {
    if (!/^org:[\w-]+$/.test(role))
      throw misspelled(`The role ${role} of ${id} must look like org:admin.`);
    for (const permission of permissions) {
      if (/^org:[\w-]+:[\w-]+$/.test(permission)) continue;
      throw misspelled(`The permission ${permission} of ${id} must look like org:invoices:manage.`);
    }
  }
  for (const scoped of [...features, ...plans]) {
    if (/^(org|user):[\w-]+$/.test(scoped)) continue;
    throw misspelled(
      `The feature or plan ${scoped} of ${id} must look like org:dashboard or user:beta.`,
    );
  }
}

function misspelled(message: string): ConfigurationError {
  return new ConfigurationError({ code: 'invalid_configuration', message });
}
