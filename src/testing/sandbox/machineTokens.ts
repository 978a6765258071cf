import { randomBytes } from 'node:crypto';
import { invalidConfiguration } from '../../base/errors';
import type {
  ApiKeyOptions,
  M2MTokenOptions,
  OAuthTokenOptions,
  SandboxMachineToken,
  TokenOptions,
} from './MachineTokenOptions';
import type { Directory } from './directory';
import type { SigningKey } from './tokenIssuer';

/** A token that only Clerk's API can verify. */
export interface OpaqueToken {
  /** Seconds since 1970. */
  readonly expiresAt: number;
  /** The answer of Clerk's Backend API. */
  readonly resource: Readonly<Record<string, unknown>>;
}

/** The machine tokens of a sandbox. */
export interface MachineTokens {
  /** By token, which starts with the prefix of its type. */
  readonly opaque: Map<string, OpaqueToken>;
  apiKey: (options: ApiKeyOptions) => SandboxMachineToken;
  m2mToken: (options: M2MTokenOptions) => SandboxMachineToken;
  oauthToken: (options: OAuthTokenOptions) => SandboxMachineToken;
}

interface Issuer {
  readonly directory: Directory;
  readonly key: SigningKey;
  readonly issuer: string;
}

type Prefix = 'ak' | 'mt' | 'oat';

/**
 * Makes machine tokens as Clerk does.
 *
 * @see https://clerk.com/docs/guides/development/machine-auth/token-formats
 */
export function createMachineTokens({ directory, key, issuer }: Issuer): MachineTokens {
  const opaque = new Map<string, OpaqueToken>();
  const now = () => Math.floor(Date.now() / 1000);

  const issue = (prefix: Prefix, { id, expiresAt }: Facts, resource: object) => {
    const token = createName(prefix);
    const status = { revoked: false, revocation_reason: null, expired: false };
    opaque.set(token, { expiresAt, resource: { id, ...resource, ...status } });
    return { id, token, revoke: () => void opaque.delete(token) };
  };
  const signed = ({ id, expiresAt }: Facts, claims: object, header: object) => {
    const common = { iss: issuer, jti: id, iat: now(), nbf: now() - 10, exp: expiresAt };
    const token = key.sign({ ...claims, ...common }, { ...header });
    return { id, token, revoke: () => undefined };
  };
  const factsOf = (
    prefix: Prefix,
    { id = createName(prefix), expiresInSeconds = 3_600 }: TokenOptions,
  ): Facts => ({ id, expiresAt: now() + expiresInSeconds });

  return {
    opaque,
    apiKey({ name = 'A key', scopes = [], claims = null, userId, orgId, ...options }) {
      const facts = factsOf('ak', options);
      return issue('ak', facts, {
        object: 'api_key',
        type: 'api_key',
        name,
        subject: userId === undefined ? organization(directory, orgId) : user(directory, userId),
        scopes,
        claims,
        expiration: facts.expiresAt * 1_000,
        created_by: userId ?? null,
        description: null,
        last_used_at: null,
        created_at: now() * 1_000,
        updated_at: now() * 1_000,
      });
    },
    m2mToken({ machineId, scopes, claims = null, jwt = false, ...options }) {
      const facts = factsOf('mt', options);
      if (jwt) {
        const named = { ...claims, sub: machineId, scopes: scopes.join(' ') };
        return signed(facts, named, { cat: 'cl_B7d4PD333AAA' });
      }
      return issue('mt', facts, {
        object: 'machine_to_machine_token',
        subject: machineId,
        scopes,
        claims,
        expiration: facts.expiresAt * 1_000,
        created_at: now() * 1_000,
        updated_at: now() * 1_000,
      });
    },
    oauthToken({ userId, clientId, scopes = [], orgId, jwt = false, ...options }) {
      const facts = factsOf('oat', options);
      const subject = user(directory, userId);
      const chosen =
        orgId === undefined ? {} : chosenOrganization(directory, userId, orgId, scopes);
      if (jwt) {
        const claims = { sub: subject, client_id: clientId, scope: scopes.join(' '), ...chosen };
        return signed(facts, claims, { typ: 'at+jwt' });
      }
      return issue('oat', facts, {
        object: 'clerk_idp_oauth_access_token',
        type: 'oauth:access_token',
        subject,
        client_id: clientId,
        scopes,
        expiration: facts.expiresAt,
        created_at: now(),
        updated_at: now(),
      });
    },
  };
}

interface Facts {
  readonly id: string;
  readonly expiresAt: number;
}

function createName(prefix: Prefix): string {
  return `${prefix}_${randomBytes(16).toString('hex')}`;
}

function user(directory: Directory, userId: string): string {
  return directory.account(userId, undefined).user.id;
}

function organization({ organizations }: Directory, orgId: string | undefined): string {
  const found = organizations.find(({ id }) => id === orgId);
  if (found !== undefined) return found.id;
  throw invalidConfiguration(
    `The sandbox has no organization ${String(orgId)}. Its organizations are: ${organizations.map(({ id }) => id).join(', ') || 'none'}.`,
  );
}

/**
 * What a user's choice on Clerk's consent screen adds to an OAuth token. Clerk lets the user choose
 * only if the client asks for the scope.
 */
function chosenOrganization(
  directory: Directory,
  userId: string,
  orgId: string,
  scopes: readonly string[],
): { readonly org_id: string } {
  directory.account(userId, orgId);
  if (scopes.includes('user:org:read')) return { org_id: orgId };
  throw invalidConfiguration(
    'An OAuth token names an organization only if it has the scope user:org:read. Add it to scopes, or leave out orgId.',
  );
}
