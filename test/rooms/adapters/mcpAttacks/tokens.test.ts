import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClerkCerbos, type McpContext, toAuthInfo } from '../../../../src/adapters/mcp';
import type { ClerkSandbox } from '../../../../src/testing';
import { verifiers } from '../../identify/machines/clerkClients';
import { startSandbox } from '../../testing/sandboxAccounts';
import { connect, MAJORS, startPdp } from './world';

let clerk: ClerkSandbox;
let pdp: Awaited<ReturnType<typeof startPdp>>;
beforeAll(async () => {
  clerk = await startSandbox();
  pdp = await startPdp();
});
afterAll(async () => {
  await pdp.stop();
  await clerk.close();
});

const acting = { userId: 'user_ada', clientId: 'client_1', scopes: ['profile'] };
const calling = { machineId: 'mch_there', scopes: ['mch_here'] };
const key = { id: 'ak_1', userId: 'user_ada', scopes: ['ledgers:read'] };

const tokens: readonly [type: string, make: () => string, id: string][] = [
  ['a session token', () => clerk.sessionToken({ userId: 'user_ada' }), 'user_ada'],
  ['an API key', () => clerk.apiKey(key).token, 'api_key:ak_1'],
  ['an OAuth token', () => clerk.oauthToken({ ...acting, id: 'oat_1' }).token, 'oauth_token:oat_1'],
  [
    'an OAuth token that is a JWT',
    () => clerk.oauthToken({ ...acting, id: 'oat_2', jwt: true }).token,
    'oauth_token:oat_2',
  ],
  ['an M2M token', () => clerk.m2mToken({ ...calling, id: 'mt_1' }).token, 'm2m_token:mt_1'],
];

describe.each(verifiers)('the authInfo that toAuthInfo makes, with %s', (_, verifierOf) => {
  it.each(tokens)('gives the principal of %s in both SDKs', async (type, make, id) => {
    const token = make();
    const auth = await verifierOf(() => clerk)(token);
    const authInfo = toAuthInfo(auth, token);
    expect(authInfo?.token).toBe(token);
    expect(JSON.stringify(authInfo)).not.toContain('tokenType');
    const isDated = type === 'a session token' || type.endsWith('JWT');
    expect(typeof authInfo?.expiresAt).toBe(isDated ? 'number' : 'undefined');
    const { guard, authorizer } = createClerkCerbos({ ...pdp.app, machineId: 'mch_here' });
    for (const [name, make] of MAJORS) {
      const server = guard(make());
      server.registerTool('whoami', {}, async (context: McpContext) => {
        const { principal } = await authorizer(context);
        return { content: [{ type: 'text', text: `<${principal.id}>` }] };
      });
      const client = await connect(name, server, authInfo);
      expect(await client.raw('tools/call', { name: 'whoami' })).toContain(`<${id}>`);
      await client.close();
    }
  });

  it('is none for a token that Clerk does not accept', async () => {
    const verify = verifierOf(() => clerk);
    const expired = { expiresInSeconds: -3_600 };
    for (const token of [
      clerk.sessionToken({ userId: 'user_ada', ...expired }),
      clerk.apiKey({ userId: 'user_ada', ...expired }).token,
      clerk.oauthToken({ ...acting, ...expired }).token,
      clerk.m2mToken({ ...calling, ...expired }).token,
    ]) {
      expect(toAuthInfo(await verify(token), token)).toBeUndefined();
    }
  });
});
