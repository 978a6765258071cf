import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ClerkAuth, createClerkCerbos, toPrincipal } from '../../../../src';
import type { ClerkSandbox } from '../../../../src/testing';
import { startSandbox } from '../../testing/sandboxAccounts';
import { verifiers } from './clerkClients';

let clerk: ClerkSandbox;
beforeAll(async () => {
  clerk = await startSandbox();
});
afterEach(() => {
  clerk.setBackendApi('up');
});
afterAll(() => clerk.close());

/** Nothing is asked of the PDP here. */
const unasked = {
  checkResources: () => Promise.reject(new Error('asked')),
  planResources: () => Promise.reject(new Error('asked')),
};
const principalOf = async (auth: ClerkAuth, machineId?: string) => {
  const options = { cerbos: unasked, ...(machineId !== undefined && { machineId }) };
  return (await createClerkCerbos(options).authorizer(auth)).principal;
};
const opaque = {
  'api key': () => clerk.apiKey({ userId: 'user_ada' }),
  'm2m token': () => clerk.m2mToken({ machineId: 'mch_there', scopes: ['mch_here'] }),
  'oauth token': () => clerk.oauthToken({ userId: 'user_ada', clientId: 'client_1' }),
};
const jwts = {
  'm2m token': () => clerk.m2mToken({ machineId: 'mch_1', scopes: ['mch_here'], jwt: true }),
  'oauth token': () => clerk.oauthToken({ userId: 'user_ada', clientId: 'client_1', jwt: true }),
};

describe.each(verifiers)('through %s', (_, verifier) => {
  const verify = verifier(() => clerk);

  describe.each(Object.entries(opaque))('an opaque token: %s', (_name, make) => {
    it('is nobody once it is revoked', async () => {
      const { token, revoke } = make();
      expect((await principalOf(await verify(token), 'mch_here')).roles).not.toContain('anonymous');
      revoke();
      expect((await principalOf(await verify(token), 'mch_here')).roles).toEqual(['anonymous']);
    });

    it('is nobody where Clerk does not know it', async () => {
      const auth = await verify(`${make().token}x`);
      expect(toPrincipal(auth).roles).toEqual(['anonymous']);
    });

    it.each(['down', 'rate-limited'] as const)(
      "is neither somebody nor nobody while Clerk's API is %s",
      async (state) => {
        const { token } = make();
        clerk.setBackendApi(state);
        const auth = await verify(token);
        expect(auth.isAuthenticated).toBe(false);
        await expect(principalOf(auth)).rejects.toMatchObject({
          name: 'UnavailableError',
          code: 'clerk_unreachable',
        });
        expect(() => toPrincipal(auth)).toThrow("Clerk's API could not verify the token");
      },
    );
  });

  it('an expired token is nobody', async () => {
    const { token } = clerk.apiKey({ userId: 'user_ada', expiresInSeconds: -1 });
    expect(toPrincipal(await verify(token)).id).toBe('anonymous');
  });

  it.each(Object.entries(jwts))(
    "a JWT needs no API, but a key, and is verified while Clerk's API is down: %s",
    async (_name, make) => {
      const { token } = make();
      clerk.setBackendApi('down');
      expect((await verify(token)).isAuthenticated).toBe(true);
      // Without jwtKey its public key must be fetched.
      const unverified = await verify(token, { jwtKey: '' });
      expect(unverified.isAuthenticated).toBe(false);
      expect(() => toPrincipal(unverified)).toThrow("Clerk's API could not verify the token");
    },
  );

  it("a session token whose key can't be fetched is neither somebody nor nobody", async () => {
    clerk.setBackendApi('down');
    const token = clerk.sessionToken({ userId: 'user_ada' });
    const auth = await verify(token, { jwtKey: '' });
    expect(() => toPrincipal(auth)).toThrow("Clerk's API could not verify the token");
  });

  it('what Clerk refuses is nobody, and no outage', async () => {
    const forged = clerk.forgedSessionToken({ userId: 'user_ada' });
    for (const token of [forged, 'ak_unknown', 'mt_unknown', 'oat_unknown']) {
      expect(toPrincipal(await verify(token)).id).toBe('anonymous');
    }
  });
});

describe('an M2M token', () => {
  const [[, verifier]] = verifiers as [(typeof verifiers)[number]]; // there is one, at least
  const auths = async (scopes: string[]) => {
    const verify = verifier(() => clerk);
    return Promise.all(
      [false, true].map((jwt) => verify(clerk.m2mToken({ machineId: 'mch_1', scopes, jwt }).token)),
    );
  };

  it.each([
    ['for another machine', ['mch_other']],
    ['for a machine whose id begins alike', ['mch_here2']],
    ['for no machine', []],
  ])('is nobody, for mappings and loaders, too, if it is %s', async (_, scopes) => {
    for (const auth of await auths(scopes)) {
      const seen: unknown[] = [];
      const { authorizer } = createClerkCerbos({
        cerbos: unasked,
        machineId: 'mch_here',
        principal: { attr: (source) => ({ seen: seen.push(source.auth.isAuthenticated) }) },
      });
      const { principal } = await authorizer(auth);
      expect(principal.id).toBe('anonymous');
      expect(seen).toEqual([false]);
    }
  });

  it('is refused where nobody said which machine this is', async () => {
    for (const auth of await auths(['mch_here'])) {
      await expect(principalOf(auth)).rejects.toMatchObject({
        code: 'invalid_configuration',
        message: expect.stringContaining("machineId: 'mch_…'") as string,
      });
    }
  });

  it.each(['', 'here', 'mch_', 7, null])('takes no machineId that is none: %j', (machineId) => {
    const options = { cerbos: unasked, machineId: machineId as string }; // as a mistake would have it
    expect(() => createClerkCerbos(options)).toThrow('machineId must be');
  });
});

describe("the app's own secret key", () => {
  it.each(['secret-key-invalid'])(
    'is the mistake, and no caller, where Clerk says %s',
    (reason) => {
      const auth = { tokenType: 'api_key', isAuthenticated: false, debug: () => ({ reason }) };
      expect(() => toPrincipal(auth)).toThrow("Clerk refuses the app's secret key");
    },
  );

  it.each([
    ['an answer about the very token', 'unexpected-error', 'Unexpected error (status=400)', false],
    ['no status at all', 'unexpected-error', '', true],
    ['a timeout of Clerk', 'unexpected-error', 'Unexpected error (status=408)', true],
  ])('is not it otherwise: %s', (_, authReason, authMessage, isOutage) => {
    const debug = () => ({ authReason, authMessage });
    const auth = { tokenType: 'api_key', isAuthenticated: false, debug };
    if (isOutage) expect(() => toPrincipal(auth)).toThrow("Clerk's API could not verify the token");
    else expect(toPrincipal(auth).id).toBe('anonymous');
  });

  it.each([
    ['can not be read is nobody', 'unexpected-error', '', false],
    ['has keys that can not be had is an outage', 'jwk-remote-failed-to-load', '', true],
    ['met something unexpected is an outage', 'unexpected-error', 'fetch failed', true],
  ])('a session token that %s', (_, reason, message, isOutage) => {
    const debug = () => ({ reason, message });
    const auth = { tokenType: 'session_token', isAuthenticated: false, debug };
    if (isOutage) expect(() => toPrincipal(auth)).toThrow("Clerk's API could not verify the token");
    else expect(toPrincipal(auth).id).toBe('anonymous');
  });
});
