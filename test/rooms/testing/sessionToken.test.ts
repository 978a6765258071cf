import { createClerkClient as createClerkClient3 } from '@clerk/backend';
import { createClerkClient as createClerkClient2 } from 'clerk-backend-2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClerkSandbox, SessionTokenOptions } from '../../../src/testing';
import { decodeJwt } from './decodeJwt';
import { startSandbox } from './sandboxAccounts';

const site = 'http://localhost:3000';
const ada = { userId: 'user_ada', orgId: 'org_acme', azp: site };

let clerk: ClerkSandbox;
let other: ClerkSandbox;
beforeAll(async () => {
  [clerk, other] = await Promise.all([startSandbox(), startSandbox()]);
});
afterAll(() => Promise.all([clerk.close(), other.close()]));

interface ClientOptions {
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly jwtKey?: string;
  readonly apiUrl?: string;
  readonly telemetry: { readonly disabled: true };
}

const authorizedParties = [site];

const backends = [
  {
    version: 3,
    authenticateRequest: (options: ClientOptions, request: Request) =>
      createClerkClient3(options).authenticateRequest(request, { authorizedParties }),
  },
  {
    version: 2,
    authenticateRequest: (options: ClientOptions, request: Request) =>
      createClerkClient2(options).authenticateRequest(request, { authorizedParties }),
  },
];

const claimsOf = (token: string) => decodeJwt(token).claims;

describe.each(backends)(
  'a session token, to @clerk/backend $version',
  ({ version, authenticateRequest }) => {
    const authenticate = (request: Request, key: { jwtKey?: string; apiUrl?: string }) => {
      const { publishableKey, secretKey } = clerk;
      const telemetry = { disabled: true } as const;
      return authenticateRequest({ publishableKey, secretKey, ...key, telemetry }, request);
    };
    const bearer = (token: string) =>
      new Request(`${site}/api`, { headers: { authorization: `Bearer ${token}` } });
    const state = (token: string) => authenticate(bearer(token), { jwtKey: clerk.jwtKey });
    const auth = async (options: SessionTokenOptions) =>
      (await state(clerk.sessionToken(options))).toAuth();

    it('is the user, with everything that Clerk says of them', async () => {
      const ada3 = await auth({ ...ada, factorVerificationAge: [3, 7] });
      expect(ada3).toMatchObject({
        userId: 'user_ada',
        sessionId: 'sess_ada',
        sessionStatus: 'active',
        orgId: 'org_acme',
        orgSlug: 'acme',
        orgRole: 'org:admin',
        orgPermissions: ['org:invoices:read', 'org:invoices:manage', 'org:reports:manage'],
        factorVerificationAge: [3, 7],
        sessionClaims: { v: 2, department: 'finance', azp: site },
      });
      const has = (what: Parameters<NonNullable<typeof ada3>['has']>[0]) => ada3?.has(what);
      expect(has({ role: 'org:admin' })).toBe(true);
      expect(has({ role: 'org:member' })).toBe(false);
      expect(has({ permission: 'org:invoices:manage' })).toBe(true);
      expect(has({ permission: 'org:reports:read' })).toBe(false);
      expect(has({ feature: 'org:dashboard' })).toBe(true);
      expect(has({ feature: 'user:beta' })).toBe(true);
      expect(has({ feature: 'user:dashboard' })).toBe(false);
      expect(has({ plan: 'org:pro' })).toBe(true);
      expect(has({ plan: 'user:pro' })).toBe(false);
      expect(has({ reverification: 'strict' })).toBe(true);
    });

    it('is accepted from cookies, as a browser would send it', async () => {
      const token = clerk.sessionToken(ada);
      const issuedAt = claimsOf(token).iat;
      const headers = {
        cookie: `__session=${token}; __client_uat=${String(issuedAt)}; __clerk_db_jwt=x`,
      };
      const answer = await authenticate(new Request(site, { headers }), { jwtKey: clerk.jwtKey });
      expect(answer).toMatchObject({ status: 'signed-in' });
      expect(answer.toAuth()).toMatchObject({ userId: 'user_ada', orgId: 'org_acme' });
    });

    it('is verified with the key from the API, if an app has no key of its own', async () => {
      const answer = await authenticate(bearer(clerk.sessionToken(ada)), { apiUrl: clerk.url });
      expect(answer).toMatchObject({ status: 'signed-in' });
      const foreign = await authenticate(bearer(other.sessionToken(ada)), { apiUrl: clerk.url });
      expect(foreign).toMatchObject({ status: 'signed-out' });
    });

    it('has no organization in the personal account', async () => {
      const personal = await auth({ userId: 'user_ada', azp: site });
      expect(personal).toMatchObject({ userId: 'user_ada' });
      expect(personal?.orgId).toBeUndefined();
      expect(personal?.has({ feature: 'user:beta' })).toBe(true);
      expect(personal?.has({ feature: 'org:dashboard' })).toBe(false);
      expect(personal?.has({ plan: 'org:pro' })).toBe(false);
    });

    it('has only the features of the organization if its role has no permissions', async () => {
      const member = await auth({ userId: 'user_ada', orgId: 'org_umbrella', azp: site });
      expect(member).toMatchObject({ orgRole: 'org:member', orgPermissions: [] });
      expect(member?.has({ feature: 'org:dashboard' })).toBe(true);
    });

    it('can be of version 1', async () => {
      const old = await auth({ ...ada, version: 1 });
      expect(old?.sessionClaims).not.toHaveProperty('v');
      expect(old?.sessionClaims).not.toHaveProperty('o');
      expect(old).toMatchObject({
        userId: 'user_ada',
        orgId: 'org_acme',
        orgSlug: 'acme',
        orgRole: 'org:admin',
        orgPermissions: ['org:invoices:read', 'org:invoices:manage', 'org:reports:manage'],
      });
    });

    it('is signed out while the session is pending', async () => {
      const answer = await state(clerk.sessionToken({ ...ada, status: 'pending' }));
      expect(answer.toAuth()).toMatchObject({ userId: null, sessionStatus: 'pending' });
      expect(answer.toAuth({ treatPendingAsSignedOut: false })).toMatchObject({
        userId: 'user_ada',
      });
    });

    it('names who impersonates the user', async () => {
      const actor = { sub: 'user_support', type: 'agent' };
      expect(await auth({ ...ada, actor })).toMatchObject({ userId: 'user_ada', actor });
      expect((await auth(ada))?.actor).toBeUndefined();
    });

    it('takes any claim a test asks for, and drops what is undefined', async () => {
      const claims = { department: 'legal', metadata: { clearance: 7 }, fva: undefined };
      const odd = await auth({ ...ada, claims });
      expect(odd).toMatchObject({ factorVerificationAge: null });
      expect(odd?.sessionClaims).toMatchObject({ department: 'legal', metadata: { clearance: 7 } });
    });

    it.each([
      [
        'expired',
        () => clerk.sessionToken({ ...ada, expiresInSeconds: -10 }),
        /^session-token-expired/,
      ],
      ['forged', () => clerk.forgedSessionToken(ada), /^token-invalid-signature/],
      ["another sandbox's", () => other.sessionToken(ada), /^token-invalid-signature/],
      [
        'issued in the future',
        () => clerk.sessionToken({ ...ada, issuedAt: Math.floor(Date.now() / 1000) + 3600 }),
        /^session-token-(nbf|not-active-yet|iat)|^token-not-active-yet/,
      ],
      [
        'for another site',
        () => clerk.sessionToken({ ...ada, azp: 'http://evil.example' }),
        /^token-invalid-authorized-parties/,
      ],
    ])('is refused if it is %s', async (_, token, reason) => {
      const answer = await state(token());
      expect(answer.toAuth()).toMatchObject({ userId: null });
      expect(answer).toMatchObject({ status: 'signed-out', reason: expect.stringMatching(reason) });
    });

    it('is no JWT from a template, which has neither session nor organization', async () => {
      const token = clerk.sessionToken({
        ...ada,
        category: 'template',
        claims: { role: 'reader' },
      });
      expect(Object.keys(claimsOf(token)).sort()).toEqual([
        'azp',
        'exp',
        'iat',
        'iss',
        'jti',
        'nbf',
        'role',
        'sub',
      ]);
      const answer = await state(token);
      if (version === 3) {
        expect(answer).toMatchObject({ status: 'signed-out', reason: 'token-type-mismatch' });
      } else {
        // Version 2 does not tell them apart.
        expect(answer).toMatchObject({ status: 'signed-in' });
      }
    });
  },
);

describe('a session token', () => {
  it('lives as long as the sandbox was told, or the test asks for', async () => {
    await using brief = await startSandbox({ tokenLifetimeSeconds: 7 });
    const lifetime = (options: Partial<SessionTokenOptions>) => {
      const { exp, iat } = claimsOf(brief.sessionToken({ ...ada, ...options }));
      return Number(exp) - Number(iat);
    };
    expect(lifetime({})).toBe(7);
    expect(lifetime({ expiresInSeconds: 300 })).toBe(300);
    expect(lifetime({ expiresInSeconds: -300 })).toBe(7);
  });

  it('can have any header', () => {
    const token = clerk.sessionToken({ ...ada, headers: { typ: 'odd', cat: undefined } });
    const { header } = decodeJwt(token);
    expect(header).toMatchObject({ alg: 'RS256', typ: 'odd' });
    expect(header).not.toHaveProperty('cat');
  });

  it('is refused for users and memberships that the sandbox does not have', () => {
    expect(() => clerk.sessionToken({ userId: 'user_eve' })).toThrow(
      'The sandbox has no user user_eve. Its users are: user_ada, user_bob.',
    );
    expect(() => clerk.sessionToken({ userId: 'user_bob', orgId: 'org_acme' })).toThrow(
      'user_bob is not a member of org_acme',
    );
  });
});

it('signs the tokens of machines, too', async () => {
  const now = Math.floor(Date.now() / 1000);
  const token = clerk.signJwt(
    { sub: 'mch_1', iat: now, nbf: now, exp: now + 60, scopes: 'mch_2', jti: 'mt_1' },
    { cat: 'cl_B7d4PD333AAA' },
  );
  const { publishableKey, secretKey, jwtKey } = clerk;
  const client = createClerkClient3({
    publishableKey,
    secretKey,
    jwtKey,
    telemetry: { disabled: true },
  });
  const request = new Request(site, { headers: { authorization: `Bearer ${token}` } });
  const answer = await client.authenticateRequest(request, { acceptsToken: 'm2m_token' });
  expect(answer.toAuth()).toMatchObject({ isAuthenticated: true, subject: 'mch_1' });
});
