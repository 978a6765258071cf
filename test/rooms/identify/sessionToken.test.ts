import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type CerbosClient, type ClerkAuth, createClerkCerbos } from '../../../src';
import { type CerbosServer, type ClerkSandbox, startCerbos } from '../../../src/testing';
import { verifiers, type Verify } from './machines/clerkClients';
import { patient, policies, startTimeoutMs } from '../../setup/pdp';
import { startSandbox } from '../testing/sandboxAccounts';

let clerk: ClerkSandbox;
let pdp: CerbosServer;
beforeAll(async () => {
  clerk = await startSandbox();
  pdp = await startCerbos({ policies, startTimeoutMs, jwksUrl: clerk.jwksUrl });
});
afterAll(async () => {
  await pdp.stop();
  await clerk.close();
});

const site = 'https://app.example.test';
const vault = { kind: 'vault', id: '1', attr: { site } };
const open = { resource: vault, action: 'open' };

/** What the PDP was sent, beside what it answered. */
function watched(client: CerbosClient): CerbosClient & { readonly sent: unknown[] } {
  const sent: unknown[] = [];
  return {
    sent,
    checkResources: (request, options) => {
      sent.push(request.auxData);
      return client.checkResources(request, options);
    },
    planResources: (request, options) => {
      sent.push(request.auxData);
      return client.planResources(request, options);
    },
  };
}

const transports: [string, () => CerbosClient][] = [
  ['@cerbos/http', () => new HTTP(pdp.httpUrl)],
  ['@cerbos/grpc', () => new GRPC(pdp.grpcTarget, { tls: false })],
];

describe.each(transports)('the session token, passed on through %s', (_, connect) => {
  describe.each(verifiers)('as %s has it', (_major, verifier) => {
    const verify: Verify = verifier(() => clerk);

    it('is verified by the PDP, and policies read its claims', async () => {
      const client = watched(connect());
      const cerbos = createClerkCerbos({ cerbos: client, auxData: true, ...patient });
      const token = clerk.sessionToken({ userId: 'user_ada', azp: site });
      const auth = await verify(token);
      expect(await cerbos.isAllowed(auth, open)).toBe(true);
      const plan = await cerbos.planResources(auth, {
        resource: { kind: 'vault' },
        action: 'open',
      });
      expect(plan.kind).toBe('KIND_CONDITIONAL');
      expect(client.sent).toEqual([{ jwt: { token } }, { jwt: { token } }]);

      const elsewhere = await verify(clerk.sessionToken({ userId: 'user_ada', azp: 'https://x' }));
      expect(await cerbos.isAllowed(elsewhere, open)).toBe(false);
    });

    it('stays here unless the app wants it to go', async () => {
      const client = watched(connect());
      const auth = await verify(clerk.sessionToken({ userId: 'user_ada', azp: site }));
      for (const options of [{}, { auxData: false }]) {
        const { isAllowed } = createClerkCerbos({ cerbos: client, ...patient, ...options });
        expect(await isAllowed(auth, open)).toBe(false);
      }
      expect(client.sent).toEqual([undefined, undefined]);
    });

    it('is all that is passed on: never the token of a machine, and nothing of nobody', async () => {
      const client = watched(connect());
      const cerbos = createClerkCerbos({
        cerbos: client,
        auxData: true,
        machineId: 'mch_here',
        ...patient,
      });
      const calling = { machineId: 'mch_1', scopes: ['mch_here'] };
      const acting = { userId: 'user_ada', clientId: 'client_1' };
      const tokens = [
        clerk.apiKey({ userId: 'user_ada' }).token,
        clerk.m2mToken(calling).token,
        clerk.m2mToken({ ...calling, jwt: true }).token,
        clerk.oauthToken(acting).token,
        clerk.oauthToken({ ...acting, jwt: true }).token,
        clerk.sessionToken({ userId: 'user_ada', status: 'pending' }),
        clerk.forgedSessionToken({ userId: 'user_ada' }),
      ];
      const guess = { resource: vault, action: 'guess' };
      for (const token of tokens) {
        expect(await cerbos.isAllowed(await verify(token), guess)).toBe(false);
      }
      expect(client.sent).toEqual(tokens.map(() => undefined));
    });
  });

  const authOf = async (options: { readonly expiresInSeconds?: number } = {}) => {
    const token = clerk.sessionToken({ userId: 'user_ada', azp: site, ...options });
    const [[, verifier]] = verifiers as [(typeof verifiers)[number]]; // there is one, at least
    return { token, auth: await verifier(() => clerk)(token) };
  };
  const bridge = () => createClerkCerbos({ cerbos: connect(), auxData: true, ...patient });

  it('is refused by the PDP if it was tampered with, even once it knows the signature', async () => {
    const { token, auth } = await authOf();
    expect(await bridge().isAllowed(auth, open)).toBe(true);
    const [header = '', payload = '', signature = ''] = token.split('.');
    // As the PDP's policies would read it.
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const other = { ...claims, azp: 'https://evil.example' };
    const forged = `${header}.${Buffer.from(JSON.stringify(other)).toString('base64url')}.${signature}`;
    const evil = { ...vault, attr: { site: 'https://evil.example' } };
    const tampered = { ...auth, getToken: () => Promise.resolve(forged) };
    await expect(
      bridge().isAllowed(tampered, { resource: evil, action: 'open' }),
    ).rejects.toMatchObject({ name: 'RejectedError', code: 'token_rejected' });
  });

  it('is not sent once it has expired: neither an allow, nor a mistake of the app', async () => {
    // Clerk's SDKs still accept it for five seconds, however long it takes them to verify it.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    onTestFinished(() => void vi.useRealTimers());
    const { auth } = await authOf({ expiresInSeconds: -2 });
    expect(auth.isAuthenticated).toBe(true);
    const client = watched(connect());
    const expected = { name: 'UnavailableError', code: 'token_expired' };
    const { authorizer, planResources } = createClerkCerbos({
      cerbos: client,
      auxData: true,
      ...patient,
    });
    const { isAllowed } = await authorizer(auth);
    await expect(isAllowed(open)).rejects.toMatchObject(expected);
    await expect(
      planResources(auth, { resource: { kind: 'vault' }, action: 'open' }),
    ).rejects.toMatchObject(expected);
    expect(client.sent).toEqual([]);
  });

  it('is no longer good for an authorizer that outlives it', async () => {
    const { auth } = await authOf({ expiresInSeconds: 300 });
    const { isAllowed } = await bridge().authorizer(auth);
    expect(await isAllowed(open)).toBe(true);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 300_000 });
    onTestFinished(() => void vi.useRealTimers());
    await expect(isAllowed(open)).rejects.toMatchObject({ code: 'token_expired' });
  });

  it('is told to be refused where the PDP has no keys of this Clerk instance', async () => {
    const stranger = await startSandbox();
    const [[, verifier]] = verifiers as [(typeof verifiers)[number]]; // as above
    const auth = await verifier(() => stranger)(stranger.sessionToken({ userId: 'user_ada' }));
    await expect(bridge().isAllowed(auth, open)).rejects.toMatchObject({ code: 'token_rejected' });
    await stranger.close();
  });

  it('is verified by the key set that is named, and by no other', async () => {
    const { auth } = await authOf();
    const named = (keySetId: string) =>
      createClerkCerbos({ cerbos: connect(), auxData: { keySetId }, ...patient }).isAllowed(
        auth,
        open,
      );
    expect(await named('clerk')).toBe(true);
    await expect(named('other')).rejects.toMatchObject({ code: 'token_rejected' });
  });
});

describe('a session token that can not be had', () => {
  const unasked = {
    checkResources: () => Promise.reject(new Error('asked')),
    planResources: () => Promise.reject(new Error('asked')),
  };
  const session: ClerkAuth = {
    tokenType: 'session_token',
    isAuthenticated: true,
    userId: 'user_1',
    sessionId: 'sess_1',
  };
  const jwt = (claims: object) =>
    `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

  it.each<[string, ClerkAuth['getToken']]>([
    ['no getToken', undefined],
    ['null', () => Promise.resolve(null)],
    ['no JWT', () => Promise.resolve('ak_1')],
    ['no JSON', () => Promise.resolve('a.b.c')],
    ["another user's", () => Promise.resolve(jwt({ sub: 'user_2', sid: 'sess_1' }))],
    ["another session's", () => Promise.resolve(jwt({ sub: 'user_1', sid: 'sess_2' }))],
    ["a template's", () => Promise.resolve(jwt({ sub: 'user_1' }))],
  ])('is an error, since a rule that denies by it would be skipped: %s', async (_, getToken) => {
    const { isAllowed } = createClerkCerbos({ cerbos: unasked, auxData: true });
    await expect(isAllowed({ ...session, getToken }, open)).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringContaining('getToken()') as string,
    });
  });

  it('does not wait for it longer than for anything else', async () => {
    const { isAllowed } = createClerkCerbos({ cerbos: unasked, auxData: true, timeoutMs: 50 });
    const getToken = () => new Promise<null>(() => undefined);
    await expect(isAllowed({ ...session, getToken }, open)).rejects.toMatchObject({
      code: 'deadline_exceeded',
    });
  });

  it.each<unknown>([null, 'true', 1, {}, { keySetId: '' }])(
    'the option is read: not %j',
    (auxData) => {
      const options = { cerbos: unasked, auxData: auxData as boolean }; // as a mistake would have it
      expect(() => createClerkCerbos(options)).toThrow('auxData must be true');
    },
  );
});
