import type { SandboxOrganization, SandboxUser } from './ClerkSandbox';
import type { ActiveMembership, Directory } from './directory';

// The members that clerk-js reads, less those whose absence it takes as empty.

/** A user in the Frontend API's words. */
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
      .map((membership) => membershipJson(user, membership)),
    public_metadata: user.publicMetadata ?? {},
    unsafe_metadata: {},
    create_organization_enabled: false,
    delete_self_enabled: false,
    created_at: epoch,
    updated_at: epoch,
  };
}

/** What others may see of a user. */
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

/** A membership in the Frontend API's words. */
function membershipJson(user: SandboxUser, { organization, membership }: ActiveMembership) {
  return {
    object: 'organization_membership',
    id: `orgmem_${organization.id}_${user.id}`,
    role: membership.role,
    role_name: membership.role.replace(/^org:/, ''),
    permissions: membership.permissions ?? [],
    public_metadata: {},
    public_user_data: publicUserJson(user),
    organization: organizationJson(organization),
    created_at: epoch,
    updated_at: epoch,
  };
}

function organizationJson({ id, name, slug }: SandboxOrganization) {
  return {
    object: 'organization',
    id,
    name,
    slug,
    image_url: '',
    has_image: false,
    public_metadata: {},
    created_at: epoch,
    updated_at: epoch,
  };
}

const epoch = 0;
