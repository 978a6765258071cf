import { randomBytes } from 'node:crypto';
import type { SandboxMembership } from './ClerkSandbox';
import type { SessionTokenOptions } from './SessionTokenOptions';
import type { Account, ActiveMembership } from './directory';

/** What a token says about its session and itself, without its user. */
export type SessionFacts = Omit<SessionTokenOptions, 'userId' | 'orgId' | 'category' | 'headers'>;

interface Issuer {
  readonly issuer: string;
  readonly tokenLifetimeSeconds: number;
}

/**
 * The claims of a session token in Clerk's form.
 *
 * @see https://clerk.com/docs/guides/sessions/session-tokens
 */
export function sessionClaims(account: Account, facts: SessionFacts, issuer: Issuer) {
  const { version = 2, status = 'active', factorVerificationAge = [0, -1], actor } = facts;
  return {
    ...registeredClaims(account, facts, issuer),
    sid: facts.sessionId ?? account.user.id.replace(/^(user_)?/, 'sess_'),
    sts: status,
    fva: factorVerificationAge,
    ...(actor && { act: actor }),
    ...(version === 2 ? authorizationClaimsV2(account) : authorizationClaimsV1(account)),
    ...account.user.claims,
    ...facts.claims,
  };
}

/**
 * The claims of a JWT template. It has no session and no organization.
 *
 * @see https://clerk.com/docs/guides/sessions/jwt-templates
 */
export function templateClaims(account: Account, facts: SessionFacts, issuer: Issuer) {
  return { ...registeredClaims(account, facts, issuer), ...facts.claims };
}

function registeredClaims({ user }: Account, facts: SessionFacts, issuer: Issuer) {
  const now = Math.floor(Date.now() / 1000);
  const lifetime = issuer.tokenLifetimeSeconds;
  const expiresAt = now + (facts.expiresInSeconds ?? lifetime);
  const issuedAt = facts.issuedAt ?? Math.min(now, expiresAt - lifetime);
  return {
    ...(facts.azp !== undefined && { azp: facts.azp }),
    exp: expiresAt,
    iat: issuedAt,
    iss: issuer.issuer,
    jti: randomBytes(10).toString('hex'),
    // Clerk sets it back for servers with a slow clock.
    nbf: issuedAt - 10,
    sub: user.id,
  };
}

function authorizationClaimsV1({ active }: Account) {
  return active && organizationClaimsV1(active);
}

function authorizationClaimsV2({ user, active }: Account) {
  const organization = active && organizationClaimsV2(active, namesInScope(user.features, 'org'));
  const features = [
    ...(organization?.features ?? []).map((name) => `o:${name}`),
    ...namesInScope(user.features, 'user').map((name) => `u:${name}`),
  ];
  const plans = [
    ...(active ? namesInScope(user.plans, 'org') : []).map((name) => `o:${name}`),
    ...namesInScope(user.plans, 'user').map((name) => `u:${name}`),
  ];
  return {
    v: 2,
    ...(features.length > 0 && { fea: features.join(',') }),
    ...(plans.length > 0 && { pla: plans.join(',') }),
    ...(organization && { o: organization.o }),
  };
}

function namesInScope(scoped: readonly string[] = [], scope: 'org' | 'user'): string[] {
  const prefix = `${scope}:`;
  return scoped.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}

/** The claims of an organization in a version 1 token. */
function organizationClaimsV1({ organization, membership }: ActiveMembership) {
  return {
    org_id: organization.id,
    org_slug: organization.slug,
    org_role: membership.role,
    org_permissions: tokenPermissions(membership),
  };
}

/**
 * The `o` claim of a version 2 token, and the features that it refers to.
 *
 * The permission `org:invoices:manage` has the feature `invoices` and the name `manage`. `per`
 * lists the names. `fpm` has a number for each of the organization's features: bit i is set if the
 * feature has the name at position i.
 *
 * @param features - other features of the organization, without `org:`.
 * @see https://clerk.com/docs/guides/sessions/session-tokens
 */
function organizationClaimsV2(
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

/** Clerk leaves its system permissions, `org:sys_…`, out of tokens. */
function tokenPermissions({ permissions = [] }: SandboxMembership): string[] {
  return permissions.filter((permission) => !permission.startsWith('org:sys_'));
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
