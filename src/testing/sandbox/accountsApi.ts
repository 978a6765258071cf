import type { SandboxOrganization, SandboxUser } from './ClerkSandbox';
import type { Sandbox } from './Sandbox';
import type { SandboxRequest } from './SandboxRequest';
import { clerkError, json, type SandboxResponse } from './SandboxResponse';
import { membershipJson, organizationJson, userJson } from './accountJson';
import type { ActiveMembership, Directory } from './directory';
import { type ApplyChange, changeMetadata, mergeDeep } from './metadata';

/** Says whether a path belongs to the users or organizations of the Backend API. */
export function isAccountPath(pathname: string): boolean {
  return accountPath.test(pathname);
}

const accountPath = /^\/v1\/(users|organizations)(?:\/([^/]+)(\/.*)?)?$/;

/**
 * The part of Clerk's Backend API about users, organizations and memberships, for requests with the
 * secret key.
 *
 * A query parameter that the sandbox does not know is refused: a list that is not filtered as asked
 * has accounts that Clerk would not return.
 *
 * @see https://clerk.com/docs/reference/backend-api
 */
export function accountsApi({ directory }: Sandbox, request: SandboxRequest): SandboxResponse {
  const { method, url } = request;
  const [, kind, id = '', rest = ''] = accountPath.exec(url.pathname) ?? [];
  const account = kind === 'users' ? ofUser(directory, id) : ofOrganization(directory, id);
  if (account === undefined) return notFound(request);

  switch (`${method} ${rest}`) {
    case 'GET ':
      return json(account.read());
    case 'PATCH /metadata':
      return setMetadata(directory, account, request.body, mergeDeep);
    case 'PUT /metadata':
      return setMetadata(directory, account, request.body, (_current, change) => change);
    case `GET ${account.memberships.path}`:
      return listMemberships(account.memberships, url.searchParams);
    default:
      return notFound(request);
  }
}

interface StoredAccount {
  readonly id: string;
  readonly read: () => object;
  readonly memberships: Memberships;
}

interface Memberships {
  /** After the path of the account. */
  readonly path: string;
  /** The query parameters by which the list can be filtered. */
  readonly filters: readonly string[];
  readonly list: () => readonly ReturnType<typeof backendMembership>[];
}

function ofUser(directory: Directory, id: string): StoredAccount | undefined {
  const user = directory.findUser((one) => one.id === id);
  return (
    user && {
      id,
      read: () => backendUser(user, directory),
      memberships: {
        path: '/organization_memberships',
        filters: [],
        list: () =>
          directory.membershipsOf(user).map((one) => backendMembership(user, one, directory)),
      },
    }
  );
}

function ofOrganization(directory: Directory, idOrSlug: string): StoredAccount | undefined {
  const { organizations, users } = directory;
  const found = organizations.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
  return (
    found && {
      id: found.id,
      read: () => backendOrganization(found, directory),
      memberships: {
        path: '/memberships',
        filters: ['user_id', 'role'],
        list: () =>
          users.flatMap((user) => {
            const membership = directory.findMembership(user, found.id);
            return membership ? [backendMembership(user, membership, directory)] : [];
          }),
      },
    }
  );
}

// What only servers see is added here, so that no answer for a browser can have it.

function backendUser(user: SandboxUser, directory: Directory) {
  const { organization_memberships: _ofBrowser, ...shared } = userJson(user, directory);
  return {
    ...shared,
    private_metadata: directory.metadata.of(user.id).private_metadata,
    username: null,
    external_id: null,
    primary_phone_number_id: null,
    primary_web3_wallet_id: null,
    phone_numbers: [],
    web3_wallets: [],
    external_accounts: [],
    enterprise_accounts: [],
    totp_enabled: false,
    backup_code_enabled: false,
    banned: false,
    locked: false,
    deprovisioned: false,
    last_sign_in_at: null,
    last_active_at: null,
    legal_accepted_at: null,
  };
}

function backendOrganization(organization: SandboxOrganization, directory: Directory) {
  const { private_metadata } = directory.metadata.of(organization.id);
  return { ...organizationJson(organization, directory), private_metadata };
}

function backendMembership(user: SandboxUser, membership: ActiveMembership, directory: Directory) {
  return {
    ...membershipJson(user, membership, directory),
    private_metadata: {},
    organization: backendOrganization(membership.organization, directory),
  };
}

function setMetadata(
  { metadata }: Directory,
  { id, read }: StoredAccount,
  body: string,
  apply: ApplyChange,
): SandboxResponse {
  const changed = changeMetadata(metadata.of(id), body, apply);
  if (changed === undefined) {
    return clerkError(
      422,
      'form_param_format_invalid',
      'Send a JSON object with public_metadata, private_metadata or unsafe_metadata, each an object.',
    );
  }
  metadata.set(id, changed);
  return json(read());
}

/** A page of the list. Clerk's page has ten entries, unless the request says otherwise. */
function listMemberships({ list, filters }: Memberships, query: URLSearchParams): SandboxResponse {
  const unknown = [...query.keys()].find((name) => ![...filters, 'limit', 'offset'].includes(name));
  if (unknown !== undefined) {
    return clerkError(422, 'form_param_unknown', `The sandbox has no parameter ${unknown} here.`);
  }
  const limit = query.get('limit') ?? '10';
  const offset = query.get('offset') ?? '0';
  if (!/^\d{1,3}$/.test(limit) || !/^\d{1,9}$/.test(offset)) {
    return clerkError(422, 'form_param_format_invalid', 'limit and offset must be whole numbers.');
  }
  const [users, roles] = [query.getAll('user_id'), query.getAll('role')];
  const asked = list().filter(
    ({ public_user_data, role }) =>
      (users.length === 0 || users.includes(public_user_data.user_id)) &&
      (roles.length === 0 || roles.includes(role)),
  );
  const start = Number(offset);
  return json({ data: asked.slice(start, start + Number(limit)), total_count: asked.length });
}

function notFound({ method, url }: SandboxRequest): SandboxResponse {
  return clerkError(
    404,
    'resource_not_found',
    `The sandbox has no answer to ${method} ${url.pathname}: it does not know this path, or no user or organization with this id.`,
  );
}
