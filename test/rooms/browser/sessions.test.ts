// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest';
import { settled } from '../react/fakeEndpoint';
import { between, resourcesOf, signedOut } from './fakeClerkObject';
import { alice, bob, edit, setUpStore, watch } from './setUpStore';

describe('the session of a store', () => {
  it('is unknown while Clerk loads, so nothing is asked', async () => {
    const { asked, clerk, store } = setUpStore(between);
    const { shown } = watch(store);
    await settled();
    expect([shown, asked.length]).toEqual([['loading'], 0]);
    clerk.say(resourcesOf(alice));
    await settled();
    await asked[0]?.allow();
    expect(shown).toEqual(['loading', 'yes']);
  });

  it('is unknown while Clerk names a session without its user, or a user alone', async () => {
    const { asked, clerk, store } = setUpStore({ ...resourcesOf(alice), user: null });
    watch(store);
    clerk.say({ ...resourcesOf(alice), session: null });
    await settled();
    expect(asked).toEqual([]);
  });

  it('ends the requests of the one before while Clerk goes to another', async () => {
    const { asked, clerk, store } = setUpStore();
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
    const { asked, clerk, store } = setUpStore();
    const { shown } = watch(store);
    await settled();
    await asked[0]?.allow();
    clerk.say(next);
    expect(shown).toEqual(['loading', 'yes', 'loading']);
    expect(store.ask(edit).get().isAllowed('edit')).toBe(false);
  });

  it('gets no answer of the session before', async () => {
    const { asked, clerk, store } = setUpStore();
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
    const { asked, store } = setUpStore(resourcesOf({ ...alice, status: 'pending' }));
    watch(store);
    await settled();
    expect(asked.map(({ session }) => session)).toEqual([{ userId: '', sessionId: '', orgId: '' }]);
  });

  it('forgets what it knew of a session that comes back', async () => {
    const { asked, clerk, store } = setUpStore();
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
    const { asked, clerk, store } = setUpStore();
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
    const { asked, store } = setUpStore();
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
    const { asked, clerk, store } = setUpStore();
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

  it('takes no snapshot after its end, also if Clerk had not loaded before', () => {
    const { store } = setUpStore(between);
    const { shown } = watch(store);
    store.destroy();
    store.seed({
      session: { userId: 'user_alice', sessionId: 'sess_a', orgId: 'org_1' },
      decisions: [{ kind: 'document', id: '1', actions: { edit: true } }],
    });
    expect(shown).toEqual(['loading']);
    expect(store.ask(edit).get().isAllowed('edit')).toBe(false);
  });
});
