// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest';
import { createCerbosStore, type InitialDecisions } from '../../../src/browser';
import { serverNow, settled } from '../react/fakeEndpoint';
import { between, fakeClerkObject, resourcesOf, signedOut } from './fakeClerkObject';
import { alice, bob, edit, resource, setUpStore, watch } from './setUpStore';

const snapshotFor = (person: object, edits: boolean): InitialDecisions => {
  const { userId, sessionId, orgId } = { ...alice, ...person };
  return {
    session: { userId, sessionId, orgId },
    decidedAt: serverNow(),
    decisions: [{ ...resource, actions: { edit: edits } }],
  };
};

describe('a store without a framework', () => {
  it('tells a subscriber at once, and again when there is an answer', async () => {
    const { asked, store } = setUpStore();
    const { shown } = watch(store);
    expect(shown).toEqual(['loading']);
    await settled();
    await asked[0]?.allow();
    expect(shown).toEqual(['loading', 'yes']);
  });

  it('asks all questions of a tick in one request, as the session of the page', async () => {
    const { asked, store } = setUpStore();
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
    const { asked, store } = setUpStore();
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
    const { asked, store } = setUpStore();
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
    const { asked, store } = setUpStore();
    const { shown } = watch(store);
    await settled();
    await asked[0]?.answer(status, body);
    // After a 409 it asks with the token of the page.
    await asked[1]?.answer(status, body);
    expect(shown).toEqual(['loading', code]);
  });

  it('hides a yes when the next answer is an error', async () => {
    const { asked, store } = setUpStore();
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
    const { asked, store } = setUpStore();
    const { shown } = watch(store, question);
    await settled();
    expect([shown, asked.length]).toEqual([[word], 0]);
  });

  it('stops asking when nothing is subscribed, and calls a former subscriber no more', async () => {
    const { asked, store } = setUpStore();
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
    const { asked, store } = setUpStore();
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
    const { asked, store } = setUpStore();
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
    const { clerk, store, asked } = setUpStore();
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
    const { asked, store } = setUpStore();
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

describe('the decisions of the server', () => {
  it('are shown before Clerk has loaded, and are not asked again', async () => {
    const { asked, clerk, store } = setUpStore(between, snapshotFor(alice, true));
    const { shown } = watch(store);
    expect(shown).toEqual(['yes']);
    clerk.say(resourcesOf(alice));
    await settled();
    expect([shown, asked.length]).toEqual([['yes'], 0]);
  });

  it('are not shown to another session than their own', async () => {
    const { clerk, store } = setUpStore(between, snapshotFor(alice, true));
    const { shown } = watch(store);
    clerk.say(resourcesOf(bob));
    await settled();
    expect(shown).toEqual(['yes', 'loading']);
    store.seed(snapshotFor(alice, true));
    expect(shown).toEqual(['yes', 'loading']);
  });

  it('may come later, and a newer no hides a yes', async () => {
    const { asked, store } = setUpStore();
    const { shown } = watch(store);
    await settled();
    await asked[0]?.allow();
    store.seed(snapshotFor(alice, false));
    expect(shown).toEqual(['loading', 'yes', 'no']);
  });
});
