import { HTTP } from '@cerbos/http';
import { clerkMiddleware } from '@clerk/express';
import express from 'express';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ClerkAuth,
  createClerkCerbos,
  DeniedError,
  type Principal,
  toProblem,
  toResponse,
} from '../../../src';
import { createClerkCerbos as createForExpress } from '../../../src/adapters/express';
import { toToolRefusal } from '../../../src/answer/toToolRefusal';
import { missingScopes } from '../../../src/ask/missingScopes';
import type { ClerkSandbox } from '../../../src/testing';
import { patient, usePdp } from '../../setup/pdp';
import { verifiers } from '../identify/machines/clerkClients';
import { startSandbox } from '../testing/sandboxAccounts';
import { member, stale } from './auths';

const pdp = usePdp();
let clerk: ClerkSandbox;
beforeAll(async () => {
  clerk = await startSandbox();
});
afterAll(() => clerk.close());

const wire = (attr: object = {}) => ({
  kind: 'wire',
  id: '1',
  attr: { hidden: false, demanded: [], ...attr },
});
const both = ['wires:read', 'wires:send'];
const challenge = 'Bearer error="insufficient_scope", scope="wires:read wires:send"';

type Machine = 'oauth_token' | 'api_key' | 'm2m_token';

function tokenOf(type: Machine, scopes: readonly string[]): string {
  const user = { userId: 'user_ada', scopes };
  const { token } = {
    oauth_token: () => clerk.oauthToken({ clientId: 'client_1', ...user }),
    api_key: () => clerk.apiKey(user),
    m2m_token: () => clerk.m2mToken({ machineId: 'mch_other', scopes: ['mch_us', ...scopes] }),
  }[type]();
  return token;
}

/** What Clerk's real SDK says of a token with these scopes. */
function authOf(type: Machine, scopes: readonly string[]): Promise<ClerkAuth> {
  const [, verify] = verifiers[0] ?? [];
  if (verify === undefined) throw new Error('There is a verifier.');
  return verify(() => clerk)(tokenOf(type, scopes));
}

/** The error of `authorize`, or undefined if it allows. */
async function denialOf(auth: ClerkAuth, more: object = {}): Promise<DeniedError | undefined> {
  const { authorize } = createClerkCerbos({
    cerbos: new HTTP(pdp().httpUrl),
    machineId: 'mch_us',
    ...patient,
  });
  const error: unknown = await authorize(auth, {
    resource: wire(),
    action: 'send',
    ...more,
  }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error === undefined || error instanceof DeniedError) return error;
  throw new Error('There is no answer.', { cause: error });
}

describe('the scopes that a policy demands', () => {
  it.each(['oauth_token', 'api_key'] as const)(
    'are all in the denial of an %s that lacks one of them',
    async (type) => {
      const error = await denialOf(await authOf(type, ['wires:read']));
      expect(error).toMatchObject({ code: 'denied', actions: ['send'], scopes: both });
      expect(await denialOf(await authOf(type, both))).toBeUndefined();
    },
  );

  it.each<[string, () => Promise<ClerkAuth> | ClerkAuth]>([
    ['a session, which has no scopes', () => stale],
    ['an M2M token, whose scopes are machines', () => authOf('m2m_token', [])],
  ])('are not in the denial of %s', async (_, auth) => {
    const error = await denialOf(await auth());
    expect(error?.code).toBe('denied');
    expect(error?.scopes).toBeUndefined();
    expect(toProblem(error).headers).not.toHaveProperty('WWW-Authenticate');
  });

  it('are not in the denial of a token that has them: more of them would not help', async () => {
    const auth = await authOf('oauth_token', both);
    const error = await denialOf(auth, { resource: wire({ demanded: both }), action: 'quote' });
    expect(error).toMatchObject({ code: 'denied', actions: ['quote'] });
    expect(error?.scopes).toBeUndefined();
  });

  it('come from the rules of denied actions only', async () => {
    const auth = await authOf('oauth_token', []);
    const error = await denialOf(auth, { action: undefined, actions: ['draft', 'delete'] });
    expect(error).toMatchObject({ code: 'denied', actions: ['delete'] });
    expect(error?.scopes).toBeUndefined();
  });

  it.each([
    ['not-found', {}],
    [{ notFoundUnless: 'see' }, { hidden: true }],
  ] as const)('do not tell of a resource that is hidden by %j', async (onDenied, attr) => {
    const auth = await authOf('oauth_token', []);
    const error = await denialOf(auth, { resource: wire(attr), onDenied });
    expect(error?.code).toBe('not_found');
    expect(error?.scopes).toBeUndefined();
    expect(JSON.stringify([toProblem(error), toToolRefusal(error)])).not.toContain('wires:');
  });

  it.each<[string, unknown]>([
    ['a quote', 'a"b'],
    ['a line feed', 'a\r\nSet-Cookie: x=1'],
    ['a space', 'a b'],
    ['a backslash', 'a\\'],
    ['a letter outside of ASCII', 'ä'],
    ['no text', ''],
    ['too much text', 'a'.repeat(201)],
    ['a number', 7],
    ['a list', ['a']],
    ['nothing', null],
  ])('leave out one with %s, which could end the header', async (_, scope) => {
    const auth = await authOf('oauth_token', []);
    const ask = (demanded: unknown) =>
      denialOf(auth, { resource: wire({ demanded }), action: 'quote' });
    expect((await ask([scope, 'wires:quote']))?.scopes).toEqual(['wires:quote']);
    expect((await ask([scope]))?.scopes).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['text', 'wires:quote wires:all'],
    ['an object', { a: 'wires:quote' }],
    ['nothing', null],
  ])('are none if %s stands in place of the list', async (_, demanded) => {
    const auth = await authOf('oauth_token', []);
    const error = await denialOf(auth, { resource: wire({ demanded }), action: 'quote' });
    expect(error?.code).toBe('denied');
    expect(error?.scopes).toBeUndefined();
  });

  it('can end no header, whatever a policy quotes', () => {
    const principal = { attr: { tokenType: 'oauth_token', scopes: [] as string[] } };
    fc.assert(
      fc.property(fc.anything(), fc.array(fc.string({ unit: 'binary' })), (odd, texts) => {
        const demanded = [odd, ...texts].map((scopes) => ({ clerk: { scopes } }));
        const outputs = [...demanded, { clerk: { scopes: texts } }].map((value) => ({
          action: 'send',
          source: 'x',
          value: value as never, // outputs hold what a policy makes of attributes
        }));
        // All that it reads of a principal.
        const scopes = missingScopes(principal as unknown as Principal, { outputs }, ['send']);
        expect(scopes.length).toBeLessThanOrEqual(20);
        const { headers } = toProblem(
          new DeniedError({ code: 'denied', actions: ['send'], cerbosCallId: '', scopes }),
        );
        const value = new Headers(headers).get('WWW-Authenticate') ?? '';
        expect(value.split('"')).toHaveLength(5);
        expect(value).toMatch(/^[\x20-\x7E]*$/);
      }),
    );
  });
});

describe('the refusal for missing scopes', () => {
  it('names them in its body and in a challenge for OAuth clients', async () => {
    const error = await denialOf(await authOf('oauth_token', []));
    const { status, headers, body } = toProblem(error);
    expect(status).toBe(403);
    expect(headers).toMatchObject({ 'WWW-Authenticate': challenge });
    expect(body).toMatchObject({ code: 'denied', action: 'send', scopes: both });
    const response = toResponse(error);
    expect(response.headers.get('WWW-Authenticate')).toBe(challenge);
    expect(await response.json()).toEqual(body);
  });

  it('names them to a model', async () => {
    const refusal = toToolRefusal(await denialOf(await authOf('api_key', [])));
    expect(refusal).toMatchObject({ code: 'denied', retryable: false, scopes: both });
    expect(refusal?.message).toContain(
      'The access token needs these scopes: wires:read, wires:send.',
    );
  });

  it('goes over HTTP as it is', async () => {
    const { publishableKey, secretKey, url } = clerk;
    const { withCerbos } = createForExpress({ cerbos: new HTTP(pdp().httpUrl), ...patient });
    const app = express();
    app.use(clerkMiddleware({ publishableKey, secretKey, apiUrl: url }));
    const rule = { action: 'send', resource: wire(), acceptsToken: 'oauth_token' } as const;
    app.post(
      '/send',
      withCerbos(rule, (_, res) => res.json({ sent: true })),
    );
    const server = app.listen(0);
    const token = tokenOf('oauth_token', ['wires:read']);
    try {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const response = await fetch(`http://127.0.0.1:${port}/send`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      });
      expect(response.status).toBe(403);
      expect(response.headers.get('WWW-Authenticate')).toBe(challenge);
      expect(await response.json()).toMatchObject({ code: 'denied', scopes: both });
    } finally {
      server.close();
    }
  });

  it('has no challenge for a member', async () => {
    const outsider = await denialOf({ ...member, factorVerificationAge: [60, -1] });
    expect(toResponse(outsider).headers.has('WWW-Authenticate')).toBe(false);
  });
});
