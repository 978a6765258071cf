import { randomBytes } from 'node:crypto';
import type { Account } from './directory';
import { organizationClaimsV1, organizationClaimsV2 } from './organizationClaims';
import type { SessionTokenOptions } from './SessionTokenOptions';

/** What a token says about its session and itself, besides who it is for. */
export type SessionFacts = Omit<SessionTokenOptions, 'userId' | 'orgId' | 'category' | 'headers'>;

interface Issuer {
  readonly issuer: string;
  readonly tokenLifetimeSeconds: number;
}

/**
 * The claims of a session token as Clerk writes them.
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
 * The claims of a JWT template: neither a session nor an organization.
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
    // Clerk backdates it, for servers whose clock is behind.
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
