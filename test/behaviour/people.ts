import type { ClerkSandbox, SandboxMachineToken, SessionTokenOptions } from '../../src/testing';

/** Who the suite's apps know. */
export const directory = {
  organizations: [
    { id: 'org_acme', name: 'Acme', slug: 'acme' },
    { id: 'org_globex', name: 'Globex', slug: 'globex' },
  ],
  users: ['owner', 'member', 'admin', 'stranger', 'other'].map((name) => ({
    id: `user_${name}`,
    firstName: name,
    lastName: 'Example',
    email: `${name}@example.test`,
    memberships: {
      [name === 'stranger' ? 'org_globex' : 'org_acme']: {
        role: name === 'admin' ? 'org:admin' : 'org:member',
      },
    },
  })),
};

const azp = 'http://localhost:3000';
const of = (userId: string, more: Partial<SessionTokenOptions> = {}): SessionTokenOptions => ({
  userId: `user_${userId}`,
  orgId: userId === 'stranger' ? 'org_globex' : 'org_acme',
  azp,
  ...more,
});

const calling = { machineId: 'mch_1', scopes: ['mch_app'] };
const acting = { userId: 'user_owner', clientId: 'client_1' };
const revoked = ({ token, revoke }: SandboxMachineToken): string => {
  revoke();
  return token;
};

/** Each caller of the suite, and the token that makes them what they are. */
export const callers = {
  'signed out': () => undefined,
  owner: (clerk) => clerk.sessionToken(of('owner')),
  member: (clerk) => clerk.sessionToken(of('member')),
  admin: (clerk) => clerk.sessionToken(of('admin')),
  'other organization': (clerk) => clerk.sessionToken(of('stranger')),
  'without an organization': (clerk) => clerk.sessionToken({ userId: 'user_other', azp }),
  'owner, token of version 1': (clerk) => clerk.sessionToken(of('owner', { version: 1 })),
  'owner, expired': (clerk) => clerk.sessionToken(of('owner', { expiresInSeconds: -60 })),
  'owner, forged': (clerk) => clerk.forgedSessionToken(of('owner')),
  'owner, garbage': () => 'not.a.token',
  'owner, made for another origin': (clerk) =>
    clerk.sessionToken(of('owner', { azp: 'https://evil.example' })),
  'owner, pending': (clerk) => clerk.sessionToken(of('owner', { status: 'pending' })),
  'owner, JWT template': (clerk) => clerk.sessionToken(of('owner', { category: 'template' })),
  'owner, verified long ago': (clerk) =>
    clerk.sessionToken(of('owner', { factorVerificationAge: [60, -1] })),
  'owner, both factors verified long ago': (clerk) =>
    clerk.sessionToken(of('owner', { factorVerificationAge: [60, 60] })),
  'owner, both factors just verified': (clerk) =>
    clerk.sessionToken(of('owner', { factorVerificationAge: [0, 0] })),
  'owner, impersonated by an agent': (clerk) =>
    clerk.sessionToken(
      of('owner', { actor: { sub: 'agent_1', type: 'agent' }, factorVerificationAge: [60, -1] }),
    ),
  'owner, impersonated': (clerk) =>
    clerk.sessionToken(
      of('owner', { actor: { sub: 'user_staff' }, factorVerificationAge: [60, -1] }),
    ),
  machine: (clerk) => clerk.m2mToken({ ...calling, id: 'mt_1', jwt: true }).token,
  'machine, opaque': (clerk) => clerk.m2mToken({ ...calling, id: 'mt_2' }).token,
  'machine, calling another one': (clerk) =>
    clerk.m2mToken({ ...calling, scopes: ['mch_other'], jwt: true }).token,
  'machine, revoked': (clerk) => revoked(clerk.m2mToken(calling)),
  'api key of the owner': (clerk) => clerk.apiKey({ id: 'ak_1', userId: 'user_owner' }).token,
  'api key of Acme': (clerk) => clerk.apiKey({ id: 'ak_2', orgId: 'org_acme' }).token,
  'api key, revoked': (clerk) => revoked(clerk.apiKey({ orgId: 'org_acme' })),
  'oauth client': (clerk) => clerk.oauthToken({ ...acting, id: 'oat_1' }).token,
  'oauth client, JWT': (clerk) => clerk.oauthToken({ ...acting, id: 'oat_2', jwt: true }).token,
  'oauth client, revoked': (clerk) => revoked(clerk.oauthToken(acting)),
} satisfies Record<string, (clerk: ClerkSandbox) => string | undefined>;

/** The name of a caller. */
export type Caller = keyof typeof callers;
