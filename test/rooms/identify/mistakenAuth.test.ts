import { createClerkClient, verifyToken } from '@clerk/backend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClerkAuth, createClerkCerbos, toPrincipal } from '../../../src';
import type { ClerkSandbox } from '../../../src/testing';
import { allowAll, fakeClient } from '../ask/fakeClient';
import { startSandbox } from '../testing/sandboxAccounts';

let clerk: ClerkSandbox;
beforeAll(async () => {
  clerk = await startSandbox();
});
afterAll(() => clerk.close());

const claims = () =>
  verifyToken(clerk.sessionToken({ userId: 'user_ada' }), { jwtKey: clerk.jwtKey });

/** A signed-in request, as the SDK of the core's quickstart verifies it. */
const requestState = () =>
  createClerkClient({
    secretKey: clerk.secretKey,
    publishableKey: clerk.publishableKey,
    jwtKey: clerk.jwtKey,
  }).authenticateRequest(
    new Request('http://localhost/', {
      headers: { Authorization: `Bearer ${clerk.sessionToken({ userId: 'user_ada' })}` },
    }),
  );

/** What apps without types pass in place of an auth object. */
const mistakes: readonly [string, () => unknown, RegExp][] = [
  ['verified claims', claims, /the claims of a token/],
  ['the state of a request', requestState, /pass state\.toAuth\(\)/],
  ['a Request', () => new Request('http://localhost/'), /a request/],
  ['a request of Node', () => ({ headers: { authorization: 'Bearer x' }, url: '/' }), /a request/],
  [
    'an identity of Convex',
    () => ({ tokenIdentifier: 'https://x|user_ada', subject: 'user_ada', issuer: 'https://x' }),
    /an identity of another service/,
  ],
];

describe('what is no auth object', () => {
  it.each(mistakes)('is refused by name, and not taken for nobody: %s', async (_, make, says) => {
    // As an app without types passes it.
    const auth = (await make()) as ClerkAuth;
    const { isAllowed } = createClerkCerbos({ cerbos: fakeClient(allowAll) });
    const question = { resource: { kind: 'document', id: '1', attr: {} }, action: 'view' };
    for (const attempt of [async () => toPrincipal(auth), async () => isAllowed(auth, question)]) {
      await expect(attempt()).rejects.toMatchObject({
        name: 'ConfigurationError',
        code: 'invalid_configuration',
        message: expect.stringMatching(says) as string,
      });
    }
  });

  it.each(['sub', 'subject', 'headers'])(
    'is not what has a member %s beside those of one',
    (name) => {
      const auth: ClerkAuth = { tokenType: 'session_token', isAuthenticated: false };
      expect(toPrincipal(Object.assign(auth, { [name]: 'x' })).id).toBe('anonymous');
    },
  );
});
