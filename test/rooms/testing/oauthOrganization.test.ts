import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClerkSandbox } from '../../../src/testing';
import { verifiers } from '../identify/machines/clerkClients';
import { decodeJwt } from './decodeJwt';
import { startSandbox } from './sandboxAccounts';

let clerk: ClerkSandbox;
beforeAll(async () => {
  clerk = await startSandbox();
});
afterAll(() => clerk.close());

const client = { userId: 'user_ada', clientId: 'client_1' };
const scopes = ['profile', 'user:org:read'];

describe("an OAuth token of the sandbox, for the user's organization", () => {
  it('names the organization in a claim if it is a JWT', () => {
    const { token } = clerk.oauthToken({ ...client, scopes, orgId: 'org_umbrella', jwt: true });
    expect(decodeJwt(token).claims).toMatchObject({ sub: 'user_ada', org_id: 'org_umbrella' });
  });

  it('has no such claim if the user chose none', () => {
    const { token } = clerk.oauthToken({ ...client, scopes, jwt: true });
    expect(decodeJwt(token).claims).not.toHaveProperty('org_id');
  });

  it.each(verifiers)('shows no organization in the auth object of %s', async (_, verifierOf) => {
    const verify = verifierOf(() => clerk);
    for (const jwt of [true, false]) {
      const { token } = clerk.oauthToken({ ...client, scopes, orgId: 'org_acme', jwt });
      const auth = await verify(token);
      expect(auth).toMatchObject({ isAuthenticated: true, userId: 'user_ada', scopes });
      expect(auth.orgId).toBeUndefined();
      expect(await auth.getToken?.()).toBe(token);
    }
  });

  it('is refused without the scope with which Clerk lets a user choose', () => {
    expect(() => clerk.oauthToken({ ...client, scopes: ['profile'], orgId: 'org_acme' })).toThrow(
      'only if it has the scope user:org:read',
    );
  });

  it('is refused for an organization that is not one of the user', () => {
    const bob = { ...client, userId: 'user_bob', scopes };
    expect(() => clerk.oauthToken({ ...bob, orgId: 'org_acme' })).toThrow('not a member');
  });
});
