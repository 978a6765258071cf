import { describe, expect, it, vi } from 'vitest';
import * as core from '../../../src';
import * as fastify from '../../../src/adapters/fastify';
import * as remix from '../../../src/adapters/remix';
import { createRequestBridge } from '../../../src/bridge/createRequestBridge';
import { readRule } from '../../../src/bridge/guard/readRule';
import { member } from '../ask/auths';
import { allowAll, fakeClient } from '../ask/fakeClient';

const cerbos = fakeClient(allowAll);
const rule = { action: 'view', resource: { kind: 'document', id: '1', attr: {} } };

/** What Clerk's SDK is asked for by a verb, and by a guard. */
async function askedOf(options: object) {
  const auth = vi.fn((_req: object, _options: object) => Promise.resolve(member));
  const bridge = createRequestBridge({ cerbos, ...options }, { auth, head: () => undefined });
  await bridge.verbs.authorizer({});
  await bridge.guard({}, readRule({ ...rule, acceptsToken: 'any' }), []).grant();
  return auth.mock.calls.map(([, asked]) => asked);
}

describe('treatPendingAsSignedOut', () => {
  it.each([{}, { treatPendingAsSignedOut: true }, { treatPendingAsSignedOut: undefined }])(
    'is left to the default of Clerk, which is signed out: %o',
    async (options) => {
      expect(await askedOf(options)).toEqual([{}, { acceptsToken: 'any' }]);
    },
  );

  it('is passed on to Clerk where it is false', async () => {
    expect(await askedOf({ treatPendingAsSignedOut: false })).toEqual([
      { treatPendingAsSignedOut: false },
      { treatPendingAsSignedOut: false, acceptsToken: 'any' },
    ]);
  });

  it.each([null, 0, 'false'])('is refused where it is no boolean: %s', async (odd) => {
    await expect(askedOf({ treatPendingAsSignedOut: odd })).rejects.toMatchObject({
      code: 'invalid_configuration',
    });
  });

  it.each([
    ['the core', core.createClerkCerbos, 'auth({ treatPendingAsSignedOut: false })'],
    ['Fastify', fastify.createClerkCerbos, '@clerk/fastify'],
    ['Remix', remix.createClerkCerbos, '@clerk/remix'],
  ])('is refused where it would have no effect: %s', (_, create: unknown, says) => {
    const call = (options: object) => () =>
      Reflect.apply(create as CallableFunction, undefined, [{ cerbos, ...options }]) as unknown;
    const thrown = {
      code: 'invalid_configuration',
      message: expect.stringContaining(says) as string,
    };
    expect(call({ treatPendingAsSignedOut: false })).toThrow(expect.objectContaining(thrown));
    expect(call({ treatPendingAsSignedOut: true })).not.toThrow();
  });
});
