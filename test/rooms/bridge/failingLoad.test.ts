import { describe, expect, it } from 'vitest';
import { type AnyPolicies, type ClerkAuth, createClerkCerbos } from '../../../src';
import { createRequestBridge } from '../../../src/bridge/createRequestBridge';
import { member } from '../ask/auths';
import { allowAll, fakeClient } from '../ask/fakeClient';

const resource = { kind: 'document', id: '1', attr: {} };
const question = { resource, action: 'view' };

/** An app whose attributes of the principal can't be loaded, as long as `isDown`. */
function start(down: () => object | Promise<object>) {
  const state = { isDown: true, loads: 0 };
  const cerbos = fakeClient(allowAll);
  const options = {
    cerbos,
    timeoutMs: 50,
    principal: {
      attr: () => {
        state.loads += 1;
        return state.isDown ? down() : { plan: 'pro' };
      },
    },
  };
  return { state, cerbos, options };
}

const failures: readonly (readonly [string, () => Promise<object>, string])[] = [
  ['it is rejected', () => Promise.reject(new Error('no database')), 'no database'],
  [
    'it throws',
    () => {
      throw new Error('no database');
    },
    'no database',
  ],
  ['it never ends', () => new Promise(() => undefined), 'deadline_exceeded'],
];

describe.each(failures)('where principal.attr fails: %s', (_, down, message) => {
  it('an authorizer is made, and its questions and its principal fail', async () => {
    const { options, cerbos } = start(down);
    const { authorizer } = createClerkCerbos(options);
    const bound = await authorizer(member);
    expect(() => bound.principal).toThrow(message);
    await expect(bound.isAllowed(question)).rejects.toThrow(message);
    await expect(bound.authorize(question)).rejects.toThrow(message);
    await expect(bound.snapshot([{ resource, actions: ['view'] }])).rejects.toThrow(message);
    await expect(bound.planResources({ resource, action: 'view' })).rejects.toThrow(message);
    expect(() => bound.principal).toThrow(message);
    expect(cerbos.requests).toEqual([]);
  });

  it('the next question tries again, and the principal is there afterwards', async () => {
    const { options, state } = start(down);
    const { authorizer } = createClerkCerbos(options);
    const bound = await authorizer(member);
    state.isDown = false;
    const answers = await Promise.all([bound.isAllowed(question), bound.isAllowed(question)]);
    expect(answers).toEqual([true, true]);
    expect(bound.principal.attr.plan).toBe('pro');
    expect(state.loads).toBe(2);
  });

  it('an adapter does the same, and its questions fail', async () => {
    const { options, state } = start(down);
    const { verbs } = createRequestBridge<AnyPolicies, object, { auth: ClerkAuth }>(options, {
      auth: ({ auth }) => Promise.resolve(auth),
      head: () => undefined,
    });
    const request = { auth: member };
    await expect(verbs.isAllowed(request, question)).rejects.toThrow(message);
    const bound = await verbs.authorizer(request);
    expect(() => bound.principal).toThrow(message);
    await expect(bound.isAllowed(question)).rejects.toThrow(message);
    state.isDown = false;
    expect(await bound.isAllowed(question)).toBe(true);
    expect(await verbs.isAllowed(request, question)).toBe(true);
  });
});

describe('an authorizer', () => {
  const cerbos = fakeClient(allowAll);

  it('is made while Clerk can not verify a token, and fails its questions', async () => {
    const auth: ClerkAuth = {
      tokenType: 'session_token',
      isAuthenticated: false,
      debug: () => ({ reason: 'jwk-remote-failed-to-load', message: '' }),
    };
    const bound = await createClerkCerbos({ cerbos }).authorizer(auth);
    expect(() => bound.principal).toThrow('[clerk_unreachable]');
    await expect(bound.isAllowed(question)).rejects.toMatchObject({ code: 'clerk_unreachable' });
  });

  it('knows its principal where another one of the same request forgot while it was loaded', async () => {
    let finish: (attr: object) => void = () => undefined;
    const loads = [() => Promise.reject(new Error('no database')), () => load];
    const load = new Promise<object>((resolve) => (finish = resolve));
    const attr = () => loads.shift()?.() ?? { plan: 'free' };
    const { verbs } = createRequestBridge<AnyPolicies, object, { auth: ClerkAuth }>(
      { cerbos, principal: { attr } },
      { auth: ({ auth }) => Promise.resolve(auth), head: () => undefined },
    );
    const request = { auth: member };
    const failed = await verbs.authorizer(request);
    const loading = verbs.authorizer(request);
    await new Promise((resolve) => setTimeout(resolve, 1));
    failed.forget();
    finish({ plan: 'pro' });
    const bound = await loading;
    expect(bound.principal.attr.plan).toBe('pro');
    expect(await bound.isAllowed(question)).toBe(true);
    expect(bound.principal.attr.plan).toBe('free');
  });

  it('is not made of what is no auth object', async () => {
    const { authorizer } = createClerkCerbos({ cerbos });
    const wrong = 'user_1' as ClerkAuth;
    await expect(authorizer(wrong)).rejects.toMatchObject({ code: 'invalid_configuration' });
  });

  it('fails where Clerk or the framework does, because that may be control flow', async () => {
    const { verbs } = createRequestBridge<AnyPolicies, object, object>(
      { cerbos },
      {
        auth: () => Promise.reject(Object.assign(new Error('x'), { digest: 'DYNAMIC' })),
        head: () => undefined,
      },
    );
    await expect(verbs.authorizer({})).rejects.toMatchObject({ digest: 'DYNAMIC' });
  });
});
