import type { SandboxOrganization, SandboxUser } from './ClerkSandbox';
import { activeSession, type Client, factorVerificationAge, type Session } from './clients';
import type { ActiveMembership, Directory } from './directory';

interface Context {
  readonly directory: Directory;
  readonly tokenOf: (session: Session) => string;
}

const day = 86_400_000;

/** A browser in the Frontend API's format. For `null`, clerk-js creates one. */
export function clientJson(client: Client | undefined, context: Context) {
  if (client === undefined) return null;
  return {
    object: 'client',
    id: client.id,
    sessions: client.sessions.map((session) => sessionJson(session, context)),
    sign_in: null,
    sign_up: null,
    last_active_session_id: activeSession(client)?.id ?? null,
    cookie_expires_at: null,
    captcha_bypass: true,
    created_at: client.createdAt,
    updated_at: client.updatedAt,
  };
}

/** A session in the Frontend API's format. */
export function sessionJson(
  session: Session,
  { directory, tokenOf }: Context,
  status: 'active' | 'ended' | 'removed' = 'active',
) {
  const { user, active } = session.account;
  return {
    object: 'session',
    id: session.id,
    status,
    factor_verification_age: factorVerificationAge(session),
    expire_at: session.createdAt + 7 * day,
    abandon_at: session.createdAt + 30 * day,
    last_active_at: Date.now(),
    last_active_organization_id: active?.organization.id ?? null,
    last_active_token: status === 'active' ? { object: 'token', jwt: tokenOf(session) } : null,
    actor: session.actor ?? null,
    tasks: null,
    user: userJson(user, directory),
    public_user_data: publicUserJson(user),
    created_at: session.createdAt,
    updated_at: session.createdAt,
  };
}

/** The state of a reverification in the Frontend API's format. */
export function verificationJson(
  session: Session,
  context: Context,
  status: 'needs_first_factor' | 'complete',
) {
  const hasPassword = session.account.user.password !== undefined;
  return {
    object: 'session_verification',
    id: `ver_${session.id}`,
    status,
    level: session.verificationLevel,
    session: sessionJson(session, context),
    supported_first_factors: hasPassword ? [{ strategy: 'password' }] : [],
    supported_second_factors: null,
    first_factor_verification: {
      object: 'verification',
      status: status === 'complete' ? 'verified' : 'unverified',
      strategy: 'password',
    },
    second_factor_verification: null,
  };
}

// The members that clerk-js reads, except those that may be missing.

/** A user in the Frontend API's format. */
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

/** The public data of a user. */
function publicUserJson(user: SandboxUser) {
  return {
    user_id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    identifier: user.email,
    image_url: '',
    has_image: false,
  };
}

/** A membership in the Frontend API's format. */
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
