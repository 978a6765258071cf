// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type CerbosStore, createCerbosStore, type InitialDecisions } from '../../../src/browser';
import { fakeEndpoint, serverNow, settled } from '../react/fakeEndpoint';
import { between, fakeClerkObject, resourcesOf, signedOut } from './fakeClerkObject';

const alice = { userId: 'user_alice', sessionId: 'sess_a', orgId: 'org_1', orgRole: 'org:admin' };
const bob = { userId: 'user_bob', sessionId: 'sess_b', orgId: 'org_1' };
const resource = { kind: 'document', id: '1' };
const edit = { resource, action: 'edit' } as const;

/** What a subscriber showed, one after the other. */
function watch(store: CerbosStore, question: () => Parameters<CerbosStore['ask']>[0] = () => edit) {
  const shown: string[] = [];
  const stop = store.ask(question()).subscribe(({ isLoading, error, isAllowed, reason }) => {
    const words = isLoading ? 'loading' : (error?.code ?? reason('edit') ?? 'no');
    const word = isAllowed('edit') ? 'yes' : words;
    if (word !== shown.at(-1)) shown.push(word);
  });
  return { shown, stop };
}

function setUp(first = resourcesOf(alice), initialDecisions?: InitialDecisions) {
  const asked = fakeEndpoint();
  const clerk = fakeClerkObject(first);
  const store = createCerbosStore({ clerk, initialDecisions });
  stores.push(store);
  return { asked, clerk, store };
}

const snapshotFor = (person: object, edits: boolean): InitialDecisions => {
  const { userId, sessionId, orgId } = { ...alice, ...person };
  return {
    session: { userId, sessionId, orgId },
    decidedAt: serverNow(),
    decisions: [{ ...resource, actions: { edit: edits } }],
  };
};

// They all listen to one document.
const stores: CerbosStore[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const store of stores.splice(0)) store.destroy();
});

describe('a store without a framework', () => {
  it('tells a subscriber at once, and again when there is an answer', async () => {
    const { asked, store } = setUp();
    const { shown } = watch(store);
    expect(shown).toEqual(['loading']);
    await settled();
    await asked[0]?.allow();
    expect(shown).toEqual(['loading', 'yes']);
  });

  it('asks all questions of a tick in one request, as the session of the page', async () => {
    const { asked, store } = setUp();
    watch(store);
    watch(store, () => ({ resource, actions: ['edit', 'delete'] }));
    watch(store, () => ({ resource: { ...resource, id: '2' }, action: 'edit' }));
    await settled();
    expect(asked.map(({ session, checks }) => [session, checks])).toEqual([
      [
        { userId: 'user_alice', sessionId: 'sess_a', orgId: 'org_1' },
        [
          { ...resource, actions: ['edit', 'delete'] },
          { kind: 'document', id: '2', actions: ['edit'] },
        ],
      ],
    ]);
  });

  it('asks nothing without a subscriber, and reads the same object until something changes', async () => {
    const { asked, store } = setUp();
    const decision = store.ask(edit);
    const before = decision.get();
    expect(before.isLoading).toBe(true);
    await settled();
    expect(asked).toEqual([]);
    expect(decision.get()).toBe(before);
    const stop = decision.subscribe(() => undefined);
    await settled();
    await asked[0]?.allow();
    const after = decision.get();
    expect(after).not.toBe(before);
    expect(after.allowedActions()).toEqual(['edit']);
    expect(decision.get()).toBe(after);
    stop();
  });

  it('shows a denial with the reason of the policy, which is text and no yes', async () => {
    const { asked, store } = setUp();
    const { shown } = watch(store);
    await settled();
    await asked[0]?.answer(200, {
      decisions: [{ edit: false }],
      reasons: [{ edit: 'It is archived.' }],
    });
    expect(shown).toEqual(['loading', 'It is archived.']);
    expect(store.ask(edit).get().allAllowed()).toBe(false);
  });

  it.each([
    [
      503,
      { status: 503, title: 'Service Unavailable', code: 'pdp_unreachable' },
      'pdp_unreachable',
    ],
    [409, { status: 409, title: 'Conflict', code: 'session_changed' }, 'session_changed'],
    [200, { decisions: [{ edit: 'true' }] }, 'invalid_answer'],
    [200, { decisions: [] }, 'invalid_answer'],
    [200, '<html>', 'invalid_answer'],
  ])('shows an error for the answer %i %j, never a yes', async (status, body, code) => {
    const { asked, store } = setUp();
    const { shown } = watch(store);
    await settled();
    await asked[0]?.answer(status, body);
    // After a 409 it asks with the token of the page.
    await asked[1]?.answer(status, body);
    expect(shown).toEqual(['loading', code]);
  });

  it('hides a yes when the next answer is an error', async () => {
    const { asked, store } = setUp();
    const { shown } = watch(store);
    await settled();
    await asked[0]?.allow();
    store.invalidate();
    await settled();
    await asked[1]?.breakOff();
    expect(shown).toEqual(['loading', 'yes', 'unreachable']);
  });

  it.each([
    ['undefined', () => undefined, 'loading'],
    ['a resource that is undefined', () => ({ resource: undefined, action: 'edit' }), 'loading'],
    ['null', () => null, 'no'],
    ['an id that is null', () => ({ resource: { ...resource, id: null }, action: 'edit' }), 'no'],
    [
      'an empty id',
      () => ({ resource: { ...resource, id: '' }, action: 'edit' }),
      'invalid_question',
    ],
    ['both members', () => ({ ...edit, actions: ['view'] }) as never, 'invalid_question'],
  ])('asks nothing for %s', async (_, question, word) => {
    const { asked, store } = setUp();
    const { shown } = watch(store, question);
    await settled();
    expect([shown, asked.length]).toEqual([[word], 0]);
  });

  it('stops asking when nothing is subscribed, and calls a former subscriber no more', async () => {
    const { asked, store } = setUp();
    const { shown, stop } = watch(store);
    await settled();
    stop();
    await settled();
    expect(asked[0]?.isAborted()).toBe(true);
    store.invalidate();
    await settled();
    expect([shown, asked.length]).toEqual([['loading'], 1]);
  });

  it('calls no subscriber that another one has stopped in the same round', async () => {
    const { asked, store } = setUp();
    const others: { stop?: () => void } = {};
    store.ask(edit).subscribe(({ isLoading }) => {
      if (!isLoading) others.stop?.();
    });
    const { shown, stop } = watch(store);
    others.stop = stop;
    await settled();
    await asked[0]?.allow();
    expect(shown).toEqual(['loading']);
  });

  it('calls a subscriber only if something has changed', async () => {
    const { asked, store } = setUp();
    const run = vi.fn();
    store.ask(edit).subscribe(run);
    await settled();
    await asked[0]?.allow();
    store.refresh();
    await settled();
    await asked[1]?.allow();
    expect([run.mock.calls.length, asked.length]).toEqual([2, 2]);
  });

  it('tells the others if a subscriber throws', async () => {
    const { clerk, store, asked } = setUp();
    const thrown = vi.fn();
    vi.stubGlobal('queueMicrotask', (run: () => void) => {
      void Promise.resolve().then(run).catch(thrown);
    });
    store.ask(edit).subscribe(({ isLoading }) => {
      if (!isLoading) throw new Error('in the page');
    });
    const { shown } = watch(store);
    await settled();
    await asked[0]?.allow();
    clerk.say(signedOut);
    expect(shown).toEqual(['loading', 'yes', 'loading']);
    expect(thrown).toHaveBeenCalledWith(new Error('in the page'));
  });

  it('asks again when the page is seen again, and by refresh', async () => {
    const { asked, store } = setUp();
    watch(store);
    await settled();
    await asked[0]?.allow();
    document.dispatchEvent(new Event('visibilitychange'));
    await settled();
    await asked[1]?.allow();
    store.refresh();
    await settled();
    expect(asked).toHaveLength(3);
  });

  it('refuses a path as the endpoint where there is no page, and says what to write', () => {
    vi.stubGlobal('location', undefined);
    expect(() => createCerbosStore({ clerk: fakeClerkObject() })).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        code: 'invalid_configuration',
        message: expect.stringContaining('Write a full URL as the endpoint'),
      }),
    );
  });
});

describe('the session of a store', () => {
  it('is unknown while Clerk loads, so nothing is asked', async () => {
    const { asked, clerk, store } = setUp(between);
    const { shown } = watch(store);
    await settled();
    expect([shown, asked.length]).toEqual([['loading'], 0]);
    clerk.say(resourcesOf(alice));
    await settled();
    await asked[0]?.allow();
    expect(shown).toEqual(['loading', 'yes']);
  });

  it('is unknown while Clerk names a session without its user, or a user alone', async () => {
    const { asked, clerk, store } = setUp({ ...resourcesOf(alice), user: null });
    watch(store);
    clerk.say({ ...resourcesOf(alice), session: null });
    await settled();
    expect(asked).toEqual([]);
  });

  it('ends the requests of the one before while Clerk goes to another', async () => {
    const { asked, clerk, store } = setUp();
    const { shown } = watch(store);
    await settled();
    clerk.say(between);
    await settled();
    expect(asked[0]?.isAborted()).toBe(true);
    clerk.say(resourcesOf(alice));
    await settled();
    await asked[1]?.allow();
    expect(shown).toEqual(['loading', 'yes']);
  });

  const others = {
    'another organization': resourcesOf({ ...alice, orgId: 'org_2' }),
    'no organization': resourcesOf({ ...alice, orgId: '' }),
    'another user': resourcesOf(bob),
    'another session of the user': resourcesOf({ ...alice, sessionId: 'sess_2' }),
    'nobody, after the sign-out': signedOut,
    'a session that is pending': resourcesOf({ ...alice, status: 'pending' }),
    'a session between two': between,
    'a session whose user is not known': { ...resourcesOf(alice), user: undefined },
  };
  it.each(Object.entries(others))('takes every yes away for %s, at once', async (_, next) => {
    const { asked, clerk, store } = setUp();
    const { shown } = watch(store);
    await settled();
    await asked[0]?.allow();
    clerk.say(next);
    expect(shown).toEqual(['loading', 'yes', 'loading']);
    expect(store.ask(edit).get().isAllowed('edit')).toBe(false);
  });

  it('gets no answer of the session before', async () => {
    const { asked, clerk, store } = setUp();
    const { shown } = watch(store);
    await settled();
    clerk.say(resourcesOf(bob));
    await asked[0]?.allow();
    await settled();
    expect(shown).toEqual(['loading']);
    expect(asked.map(({ session }) => session.userId)).toEqual(['user_alice', 'user_bob']);
    await asked[1]?.allow(() => false);
    expect(shown).toEqual(['loading', 'no']);
  });

  it('is signed out for a pending session, as for the server', async () => {
    const { asked, store } = setUp(resourcesOf({ ...alice, status: 'pending' }));
    watch(store);
    await settled();
    expect(asked.map(({ session }) => session)).toEqual([{ userId: '', sessionId: '', orgId: '' }]);
  });

  it('forgets what it knew of a session that comes back', async () => {
    const { asked, clerk, store } = setUp();
    const { shown } = watch(store);
    await settled();
    await asked[0]?.allow();
    clerk.say(resourcesOf(bob));
    await settled();
    clerk.say(resourcesOf(alice));
    await settled();
    expect(shown).toEqual(['loading', 'yes', 'loading']);
    expect(asked).toHaveLength(3);
  });

  it('asks again when the role changes, and not when only the token does', async () => {
    const { asked, clerk, store } = setUp();
    const { shown } = watch(store);
    await settled();
    await asked[0]?.allow();
    clerk.say(resourcesOf(alice));
    await settled();
    expect(asked).toHaveLength(1);
    clerk.say(resourcesOf({ ...alice, orgRole: 'org:member' }));
    await settled();
    await asked[1]?.allow(() => false);
    expect(shown).toEqual(['loading', 'yes', 'no']);
  });

  it('asks with the token of the page where the cookie is of another session', async () => {
    const { asked, store } = setUp();
    const { shown } = watch(store);
    await settled();
    await asked[0]?.answer(409, { status: 409, title: 'Conflict', code: 'session_changed' });
    expect(asked.map(({ headers, init }) => [headers.authorization, init.credentials])).toEqual([
      [undefined, 'same-origin'],
      ['Bearer token of sess_a in org_1', 'omit'],
    ]);
    await asked[1]?.allow();
    expect(shown).toEqual(['loading', 'yes']);
  });

  it('ends with the store: nothing is shown, and nothing is asked', async () => {
    const listen = vi.spyOn(document, 'addEventListener');
    const { asked, clerk, store } = setUp();
    const [[, , options] = []] = listen.mock.calls;
    const { shown } = watch(store);
    await settled();
    await asked[0]?.allow();
    const late = [...clerk.listeners] as ((resources: object) => void)[];
    store.destroy();
    expect([shown, clerk.listeners.size]).toEqual([['loading', 'yes', 'loading'], 0]);
    expect(options).toMatchObject({ signal: { aborted: true } });
    // As Clerk's SDKs do with a listener that was removed before clerk-js had loaded.
    late[0]?.(resourcesOf(alice));
    document.dispatchEvent(new Event('visibilitychange'));
    store.invalidate();
    await settled();
    expect([shown.at(-1), asked.length]).toEqual(['loading', 1]);
  });
});

describe('the decisions of the server', () => {
  it('are shown before Clerk has loaded, and are not asked again', async () => {
    const { asked, clerk, store } = setUp(between, snapshotFor(alice, true));
    const { shown } = watch(store);
    expect(shown).toEqual(['yes']);
    clerk.say(resourcesOf(alice));
    await settled();
    expect([shown, asked.length]).toEqual([['yes'], 0]);
  });

  it('are not shown to another session than their own', async () => {
    const { clerk, store } = setUp(between, snapshotFor(alice, true));
    const { shown } = watch(store);
    clerk.say(resourcesOf(bob));
    await settled();
    expect(shown).toEqual(['yes', 'loading']);
    store.seed(snapshotFor(alice, true));
    expect(shown).toEqual(['yes', 'loading']);
  });

  it('may come later, and a newer no hides a yes', async () => {
    const { asked, store } = setUp();
    const { shown } = watch(store);
    await settled();
    await asked[0]?.allow();
    store.seed(snapshotFor(alice, false));
    expect(shown).toEqual(['loading', 'yes', 'no']);
  });
});
