import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type AnyPolicies,
  type ClerkAuth,
  ConfigurationError,
  createClerkCerbos,
  type LoaderContext,
} from '../../../src';
import { createRequestBridge } from '../../../src/bridge/createRequestBridge';
import type { AnyGrant } from '../../../src/bridge/guard/Rule';
import { readRule } from '../../../src/bridge/guard/readRule';
import { member, signedOut } from '../ask/auths';
import { allowAll, fakeClient } from '../ask/fakeClient';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const resource = { kind: 'document', id: '1', attr: {} };
const question = { resource, action: 'view' };

/** A session whose token has so many seconds left. */
const session = (seconds: number): ClerkAuth => ({
  ...member,
  sessionClaims: { exp: Math.floor(Date.now() / 1_000) + seconds },
});

describe('an authorizer outlives its token by no more than the clocks may differ', () => {
  const verbs = (authorizer: Awaited<ReturnType<ReturnType<typeof start>['authorizer']>>) => ({
    isAllowed: () => authorizer.isAllowed(question),
    authorize: () => authorizer.authorize(question),
    checkResource: () => authorizer.checkResource({ resource, actions: ['view'] }),
    checkResources: () =>
      authorizer.checkResources({ resources: [{ resource, actions: ['view'] }] }),
    planResources: () =>
      authorizer.planResources({ resource: { kind: 'document' }, action: 'view' }),
    snapshot: () => authorizer.snapshot([{ resource, actions: ['view'] }]),
  });
  const start = () => createClerkCerbos({ cerbos: fakeClient(allowAll) });

  it.each([
    'isAllowed',
    'authorize',
    'checkResource',
    'checkResources',
    'planResources',
    'snapshot',
  ] as const)('and then each verb says that the token has expired: %s', async (verb) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const authorizer = await start().authorizer(session(60));
    vi.setSystemTime(Date.now() + 64_000);
    const inTime = verbs(authorizer)[verb]();
    if (verb === 'planResources') await expect(inTime).rejects.toThrow(/can't be reached/);
    else await inTime;
    vi.setSystemTime(Date.now() + 2_000);
    await expect(verbs(authorizer)[verb]()).rejects.toMatchObject({
      name: 'UnavailableError',
      code: 'token_expired',
    });
  });

  it('whether it asked before or not, and whatever it forgets', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const cerbos = fakeClient(allowAll);
    const auth = session(60);
    const { authorizer, isAllowed } = createClerkCerbos({ cerbos });
    const kept = await authorizer(auth);
    await kept.isAllowed(question);
    vi.setSystemTime(Date.now() + 66_000);
    kept.forget();
    await expect(kept.isAllowed(question)).rejects.toMatchObject({ code: 'token_expired' });
    await expect(isAllowed(auth, question)).rejects.toMatchObject({ code: 'token_expired' });
    expect(cerbos.requests).toHaveLength(1);
  });

  it('and so does the authorizer of a grant', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { guard } = createRequestBridge<AnyPolicies, object, { auth: ClerkAuth }>(
      { cerbos: fakeClient(allowAll) },
      { auth: ({ auth }) => Promise.resolve(auth), head: () => undefined },
    );
    const { authorizer } = await guard(
      { auth: session(60) },
      readRule({ action: 'view', resource }),
      [],
    ).grant<AnyGrant>();
    vi.setSystemTime(Date.now() + 66_000);
    await expect(authorizer.isAllowed(question)).rejects.toMatchObject({ code: 'token_expired' });
  });
});

describe('forget', () => {
  it("loads the principal's attributes anew, so that a limit counts what was made since", async () => {
    const made: string[] = [];
    const cerbos = fakeClient((request) => {
      const answer = allowAll(request);
      const isFull = Number(request.principal.attr.made) >= 3;
      return isFull
        ? {
            ...answer,
            results: answer.results.map((one) => ({ ...one, actions: { create: 'EFFECT_DENY' } })),
          }
        : answer;
    });
    const { authorizer } = createClerkCerbos({
      cerbos,
      principal: { attr: () => Promise.resolve({ made: made.length }) },
    });
    const caller = await authorizer(member);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (!(await caller.isAllowed({ resource, action: 'create' }))) break;
      made.push(`document ${attempt}`);
      caller.forget();
    }
    expect(made).toHaveLength(3);
    expect(caller.principal.attr.made).toBe(3);
  });

  it.each([
    ['at once', (seen: number) => ({ seen })],
    ['later', (seen: number) => Promise.resolve({ seen })],
  ])('loads them once for all that is asked next: %s', async (_, attributes) => {
    let seen = 0;
    const cerbos = fakeClient(allowAll);
    const { authorizer } = createClerkCerbos({
      cerbos,
      principal: { attr: () => attributes(++seen) },
    });
    const caller = await authorizer(member);
    await caller.isAllowed(question);
    caller.forget();
    await Promise.all([
      caller.isAllowed(question),
      caller.checkResource({ resource, actions: ['edit'] }),
    ]);
    await caller.isAllowed({ resource, action: 'delete' });
    expect(seen).toBe(2);
    expect(cerbos.requests.map(({ principal }) => principal.attr.seen)).toEqual([1, 2, 2]);
  });

  it('shows the principal that was made last, not the one that took longest', async () => {
    let made = 0;
    let finish: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (finish = resolve));
    const { authorizer } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      principal: {
        attr: async () => {
          const own = ++made;
          if (own === 2) await slow;
          return { made: own };
        },
      },
    });
    const caller = await authorizer(member);
    caller.forget();
    const second = caller.isAllowed(question);
    caller.forget();
    await caller.isAllowed(question);
    finish();
    await second;
    expect(caller.principal.attr.made).toBe(3);
  });

  it('has the next question fail where they can not be loaded, and the one after try again', async () => {
    let isDown = false;
    const { authorizer } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      principal: {
        attr: () => (isDown ? Promise.reject(new Error('no database')) : Promise.resolve({})),
      },
    });
    const caller = await authorizer(member);
    caller.forget();
    isDown = true;
    await expect(caller.isAllowed(question)).rejects.toThrow('no database');
    isDown = false;
    expect(await caller.isAllowed(question)).toBe(true);
  });
});

describe('an authorizer that the framework can tell to be of another request', () => {
  /** A framework that knows which request is being handled, as Next.js does. */
  function start() {
    const ada = { auth: member };
    const bob = { auth: signedOut };
    let current: object = ada;
    const cerbos = fakeClient(allowAll);
    const bridge = createRequestBridge<AnyPolicies, object, { auth: ClerkAuth }>(
      { cerbos },
      {
        auth: ({ auth }) => Promise.resolve(auth),
        head: () => undefined,
        assertCurrent: (req) =>
          req === current
            ? Promise.resolve()
            : Promise.reject(
                new ConfigurationError({
                  code: 'invalid_configuration',
                  message: 'another request',
                }),
              ),
      },
    );
    return { ...bridge, ada, bob, cerbos, serve: (next: object) => (current = next) };
  }

  it('answers nothing there, and its own request as before', async () => {
    const { verbs, guard, ada, bob, cerbos, serve } = start();
    const kept = await verbs.authorizer(ada);
    const { authorizer: granted } = await guard(
      ada,
      readRule({ action: 'view', resource }),
      [],
    ).grant<AnyGrant>();
    const asked = cerbos.requests.length;
    serve(bob);
    for (const authorizer of [kept, granted]) {
      await expect(authorizer.isAllowed(question)).rejects.toThrow('another request');
      await expect(authorizer.authorize(question)).rejects.toThrow('another request');
      await expect(
        authorizer.planResources({ resource: { kind: 'document' }, action: 'view' }),
      ).rejects.toThrow('another request');
    }
    expect(cerbos.requests).toHaveLength(asked);
    serve(ada);
    expect(await kept.isAllowed(question)).toBe(true);
  });
});

describe('a caller whom the principal does not name', () => {
  // @clerk/backend 2 lets tokens of JWT templates pass, which have no session.
  const template: ClerkAuth = { ...member, sessionId: null };
  const unknownStatus: ClerkAuth = { ...member, sessionStatus: 'revoked' };

  it.each([
    ['of a JWT template', template],
    ['of an unknown session status', unknownStatus],
  ])('is signed out for loaders, too, and for the handler: %s', async (_, auth) => {
    const seen: unknown[] = [];
    const { guard } = createRequestBridge<AnyPolicies, object, { auth: ClerkAuth }>(
      {
        cerbos: fakeClient(allowAll),
        principal: { attr: (source) => (seen.push(source.auth.userId), {}) },
        resources: {
          document: (id: string, { auth: seenBy }: LoaderContext) => (
            seen.push(seenBy.userId),
            { attr: { id } }
          ),
        },
      },
      { auth: (req) => Promise.resolve(req.auth), head: () => undefined },
    );
    const rule = readRule({ action: 'view', resource: { kind: 'document', id: '1' } });
    const grant = await guard({ auth }, rule, []).grant<AnyGrant>();
    seen.push(grant.auth.userId, grant.auth.isAuthenticated);
    expect(grant.principal.id).toBe('anonymous');
    expect(seen).toEqual([null, null, null, false]);
  });

  it('is handed on as Clerk says where the principal does name them', async () => {
    const auth = member;
    const seen: unknown[] = [];
    const { isAllowed } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      resources: { document: (id, context) => (seen.push(context.auth), { attr: { id } }) },
    });
    await isAllowed(auth, { resource: { kind: 'document', id: '1' }, action: 'view' });
    expect(seen[0]).toBe(auth);
  });
});
