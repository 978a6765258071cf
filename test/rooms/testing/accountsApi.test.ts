import { HTTP } from '@cerbos/http';
import { createClerkClient } from '@clerk/backend';
import { createClerkClient as createClerkClient2 } from 'clerk-backend-2';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { cachedAttributes, createClerkCerbos } from '../../../src';
import type { ClerkSandbox } from '../../../src/testing';
import { organizations, startSandbox, users } from './sandboxAccounts';

let sandbox: ClerkSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    organizations: organizations.map((organization) => ({
      ...organization,
      publicMetadata: { tier: 'gold' },
      privateMetadata: { customer: 7 },
    })),
    users: users.map((user) => ({ ...user, privateMetadata: { clearance: 3 } })),
  });
  onTestFinished(() => sandbox.close());
});

const telemetry = { disabled: true } as const;
const clerkOf = ({ secretKey, publishableKey, url, jwtKey }: ClerkSandbox) =>
  createClerkClient({ secretKey, publishableKey, apiUrl: url, jwtKey, telemetry });

const get = (path: string, authorization?: string) =>
  fetch(sandbox.url + path, { headers: authorization === undefined ? {} : { authorization } });

describe("the sandbox's users API, to Clerk's real SDK", () => {
  it('has each user of the options, with all metadata', async () => {
    const user = await clerkOf(sandbox).users.getUser('user_ada');
    expect(user).toMatchObject({
      id: 'user_ada',
      firstName: 'Ada',
      publicMetadata: { team: 'engines' },
      privateMetadata: { clearance: 3 },
      unsafeMetadata: {},
      passwordEnabled: true,
      banned: false,
      locked: false,
      externalId: null,
    });
    expect(user.primaryEmailAddress?.emailAddress).toBe('ada@example.com');
  });

  it('has each user for version 2 of the SDK, too', async () => {
    const { secretKey, url: apiUrl } = sandbox;
    const clerk = createClerkClient2({ secretKey, apiUrl, telemetry });
    expect(await clerk.users.getUser('user_bob')).toMatchObject({
      privateMetadata: { clearance: 3 },
    });
    const { data, totalCount } = await clerk.users.getOrganizationMembershipList({
      userId: 'user_ada',
    });
    expect([totalCount, data.map(({ role }) => role)]).toEqual([2, ['org:admin', 'org:member']]);
  });

  it('merges changed metadata as Clerk does: deeply, and null removes', async () => {
    const { users: api } = clerkOf(sandbox);
    await api.updateUserMetadata('user_ada', {
      publicMetadata: { roles: { editor: true, owner: false } },
      privateMetadata: { clearance: null, note: 'new' },
    });
    const changed = await api.updateUserMetadata('user_ada', {
      publicMetadata: { roles: { owner: true } },
    });
    const expected = {
      publicMetadata: { team: 'engines', roles: { editor: true, owner: true } },
      privateMetadata: { note: 'new' },
    };
    expect(changed).toMatchObject(expected);
    expect(changed.privateMetadata).not.toHaveProperty('clearance');
    expect(await api.getUser('user_ada')).toMatchObject(expected);
    expect(await api.getUser('user_bob')).toMatchObject({ privateMetadata: { clearance: 3 } });
  });

  it('replaces metadata where the app says so', async () => {
    const { users: api } = clerkOf(sandbox);
    const changed = await api.replaceUserMetadata('user_ada', { publicMetadata: { a: { b: 1 } } });
    expect(changed.publicMetadata).toEqual({ a: { b: 1 } });
    expect(changed.privateMetadata).toEqual({ clearance: 3 });
  });

  it('shows changed metadata to the browser, but never what is private', async () => {
    await clerkOf(sandbox).users.updateUserMetadata('user_ada', {
      publicMetadata: { team: 'law' },
    });
    const { cookie } = sandbox.signIn('user_ada');
    const client = await fetch(`${sandbox.url}/__clerk/v1/client`, {
      headers: { cookie: `${cookie.name}=${cookie.value}` },
    });
    const text = await client.text();
    expect(text).toContain('"public_metadata":{"team":"law"}');
    expect(text).not.toMatch(/private_metadata|clearance|customer/);
  });

  it('lists the organizations of a user, page by page', async () => {
    const { users: api } = clerkOf(sandbox);
    const { data, totalCount } = await api.getOrganizationMembershipList({ userId: 'user_ada' });
    expect(totalCount).toBe(2);
    expect(data[0]).toMatchObject({
      role: 'org:admin',
      permissions: [
        'org:invoices:read',
        'org:invoices:manage',
        'org:reports:manage',
        'org:sys_profile:manage',
      ],
      organization: {
        id: 'org_acme',
        slug: 'acme',
        publicMetadata: { tier: 'gold' },
        privateMetadata: { customer: 7 },
      },
      publicUserData: { userId: 'user_ada', identifier: 'ada@example.com' },
    });
    const page = { userId: 'user_ada', limit: 1, offset: 1 };
    const second = await api.getOrganizationMembershipList(page);
    expect(second.data.map(({ organization }) => organization.id)).toEqual(['org_umbrella']);
    expect(second.totalCount).toBe(2);
    const none = await api.getOrganizationMembershipList({ userId: 'user_bob' });
    expect(none).toEqual({ data: [], totalCount: 0 });
  });

  it('has each organization, its metadata and its members', async () => {
    const { organizations: api } = clerkOf(sandbox);
    const bySlug = await api.getOrganization({ slug: 'acme' });
    expect(bySlug).toMatchObject({ id: 'org_acme', privateMetadata: { customer: 7 } });
    const organizationId = 'org_acme';
    await api.updateOrganizationMetadata(organizationId, { publicMetadata: { tier: 'tin' } });
    const byId = await api.getOrganization({ organizationId });
    expect(byId.publicMetadata).toEqual({ tier: 'tin' });
    const { data } = await api.getOrganizationMembershipList({ organizationId });
    expect(data.map(({ publicUserData }) => publicUserData?.userId)).toEqual(['user_ada']);
  });

  it('filters the members of an organization as asked', async () => {
    const { organizations: api } = clerkOf(sandbox);
    const organizationId = 'org_acme';
    const count = async (filter: object) =>
      (await api.getOrganizationMembershipList({ organizationId, ...filter })).totalCount;
    expect(await count({ userId: ['user_bob'] })).toBe(0);
    expect(await count({ userId: ['user_bob', 'user_ada'] })).toBe(1);
    expect(await count({ role: ['org:member'] })).toBe(0);
    expect(await count({ role: ['org:admin'] })).toBe(1);
  });

  it('refuses a filter that it does not know, in place of a list that is too long', async () => {
    const { organizations: api } = clerkOf(sandbox);
    const filter = { organizationId: 'org_acme', query: 'bob' };
    await expect(api.getOrganizationMembershipList(filter)).rejects.toMatchObject({
      status: 422,
      errors: [{ code: 'form_param_unknown', message: expect.stringContaining('query') }],
    });
  });

  it('has no other user and no other organization', async () => {
    const api = clerkOf(sandbox);
    const missing = { status: 404 };
    const organizationId = 'org_nobody';
    await expect(api.users.getUser('user_nobody')).rejects.toMatchObject(missing);
    await expect(api.users.getUser('__proto__')).rejects.toMatchObject(missing);
    await expect(api.organizations.getOrganization({ organizationId })).rejects.toMatchObject(
      missing,
    );
  });

  it.each([
    '/v1/users/user_ada',
    '/v1/users/user_ada/organization_memberships',
    '/v1/organizations/org_acme',
    '/v1/users/user_nobody',
    '/v1/users',
  ])('answers %s to the secret key only, and says how to send it', async (path) => {
    const session = sandbox.sessionToken({ userId: 'user_ada' });
    for (const authorization of [undefined, `Bearer ${session}`, 'Bearer sk_test_other']) {
      const refused = await get(path, authorization);
      expect(refused.status).toBe(401);
      expect(await refused.text()).toContain('Authorization: Bearer $CLERK_SECRET_KEY');
    }
  });

  it('is down and limited when the rest of the Backend API is', async () => {
    sandbox.setBackendApi('rate-limited');
    await expect(clerkOf(sandbox).users.getUser('user_ada')).rejects.toMatchObject({ status: 429 });
    sandbox.setBackendApi('down');
    await expect(clerkOf(sandbox).users.getUser('user_ada')).rejects.toMatchObject({ status: 503 });
  });

  it.each(['{', '[]', '"text"', 'null', '{"public_metadata":7}', '{"public_metadata":[]}'])(
    'refuses %s as metadata and changes nothing',
    async (body) => {
      const refused = await fetch(`${sandbox.url}/v1/users/user_ada/metadata`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${sandbox.secretKey}` },
        body,
      });
      expect(refused.status).toBe(422);
      const { publicMetadata } = await clerkOf(sandbox).users.getUser('user_ada');
      expect(publicMetadata).toEqual({ team: 'engines' });
    },
  );

  it('is enough for the example of cachedAttributes', async () => {
    const clerk = clerkOf(sandbox);
    const attr = cachedAttributes({
      absent: { memberOf: [] as string[] },
      load: async ({ auth }) => {
        if (auth.tokenType !== 'session_token') return { memberOf: [] };
        const userId = auth.userId ?? '';
        const { data } = await clerk.users.getOrganizationMembershipList({ userId, limit: 500 });
        return { memberOf: data.map(({ organization }) => organization.id) };
      },
    });
    const { authorizer } = createClerkCerbos({
      cerbos: new HTTP('http://127.0.0.1:9'),
      principal: { attr },
    });
    const headers = { authorization: `Bearer ${sandbox.sessionToken({ userId: 'user_ada' })}` };
    const state = await clerk.authenticateRequest(new Request('http://localhost', { headers }));
    const auth = state.toAuth() ?? { isAuthenticated: false };
    const { principal } = await authorizer(auth);
    expect(principal.attr).toMatchObject({ memberOf: ['org_acme', 'org_umbrella'] });
  });
});
