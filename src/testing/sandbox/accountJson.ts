import type { SandboxOrganization, SandboxUser } from './ClerkSandbox';
import type { ActiveMembership, Directory } from './directory';
import type { Metadata } from './metadata';

// The members that clerk-js reads, except those that may be missing. The Backend API has them too.

const epoch = 0;

/** A user, without what only servers may see. */
export function userJson(user: SandboxUser, directory: Directory) {
  const emailId = `idn_${user.id}`;
  return {
    object: 'user',
    id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    image_url: '',
    has_image: false,
    primary_email_address_id: emailId,
    email_addresses: [
      {
        object: 'email_address',
        id: emailId,
        email_address: user.email,
        verification: { object: 'verification', status: 'verified', strategy: 'ticket' },
        linked_to: [],
      },
    ],
    password_enabled: user.password !== undefined,
    two_factor_enabled: false,
    organization_memberships: directory
      .membershipsOf(user)
      .map((membership) => membershipJson(user, membership, directory)),
    ...withoutPrivate(directory.metadata.of(user.id)),
    create_organization_enabled: false,
    delete_self_enabled: false,
    created_at: epoch,
    updated_at: epoch,
  };
}

/** The public data of a user. */
export function publicUserJson(user: SandboxUser) {
  return {
    user_id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    identifier: user.email,
    image_url: '',
    has_image: false,
  };
}

/** A membership, without what only servers may see. */
export function membershipJson(
  user: SandboxUser,
  { organization, membership }: ActiveMembership,
  directory: Directory,
) {
  return {
    object: 'organization_membership',
    id: `orgmem_${organization.id}_${user.id}`,
    role: membership.role,
    role_name: membership.role.replace(/^org:/, ''),
    permissions: membership.permissions ?? [],
    public_metadata: {},
    public_user_data: publicUserJson(user),
    organization: organizationJson(organization, directory),
    created_at: epoch,
    updated_at: epoch,
  };
}

/** An organization, without what only servers may see. */
export function organizationJson({ id, name, slug }: SandboxOrganization, { metadata }: Directory) {
  return {
    object: 'organization',
    id,
    name,
    slug,
    image_url: '',
    has_image: false,
    public_metadata: metadata.of(id).public_metadata,
    created_at: epoch,
    updated_at: epoch,
  };
}

function withoutPrivate({ public_metadata, unsafe_metadata }: Metadata) {
  return { public_metadata, unsafe_metadata };
}
