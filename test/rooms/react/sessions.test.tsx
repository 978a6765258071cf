import { act, render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { InitialDecisions } from '../../../src/base/wire';
import { CerbosProvider, useIsAllowed } from '../../../src/react';
import { alice, bob, type FakeClerk, fakeClerk, loading, nobody, sessionOf } from './fakeClerk';
import { type Asked, fakeEndpoint, serverNow, settled } from './fakeEndpoint';

const decided = (who: Partial<typeof alice>, isAllowed = true): InitialDecisions => ({
  session: sessionOf(who),
  decidedAt: serverNow(),
  decisions: [{ kind: 'document', id: '1', actions: { view: isAllowed } }],
});

/** A page that writes down what each of its renders shows, and who Clerk says is there. */
function recorded(clerk: FakeClerk) {
  const shown: string[] = [];
  const take = () => shown.splice(0);
  function May() {
    const auth = clerk.useAuth();
    const may = useIsAllowed({ resource: { kind: 'document', id: '1' }, action: 'view' });
    const who = auth.isLoaded ? `${auth.userId ?? 'nobody'}@${auth.orgId ?? ''}` : 'nobody yet';
    const word = may.isLoading ? 'loading' : may.error ? 'error' : may.isAllowed ? 'yes' : 'no';
    shown.push(`${who}: ${word}`);
    return null;
  }
  const page = (initialDecisions?: InitialDecisions) => (
    <CerbosProvider useAuth={clerk.useAuth} initialDecisions={initialDecisions}>
      <May />
    </CerbosProvider>
  );
  const say = (auth: Parameters<FakeClerk['say']>[0]) =>
    act(async () => {
      clerk.say(auth);
      await settled();
    });
  return { May, page, say, take };
}

const answer = (asked: readonly Asked[], index: number, isAllowed: boolean) =>
  act(async () => asked[index]?.allow(() => isAllowed));

describe('no render shows anybody what another session may do', () => {
  it.each([
    ['nobody, at sign-out', nobody, 'nobody@'],
    ['another user', bob, 'user_bob@org_1'],
    ['another organization', { ...alice, orgId: 'org_2' }, 'user_alice@org_2'],
    ['no organization', { ...alice, orgId: null, orgRole: null }, 'user_alice@'],
    ['another session of the same user', { ...alice, sessionId: 'sess_2' }, 'user_alice@org_1'],
  ])('%s', async (_, next, who) => {
    const asked = fakeEndpoint();
    const clerk = fakeClerk(alice);
    const { page, say, take } = recorded(clerk);
    render(page());
    await act(settled);
    await answer(asked, 0, true);
    expect(take()).toEqual(['user_alice@org_1: loading', 'user_alice@org_1: yes']);
    await say(next);
    expect(new Set(take())).toEqual(new Set([`${who}: loading`]));
    expect(asked[1]?.session).toEqual(sessionOf(next));
    await answer(asked, 1, false);
    expect(take()).toEqual([`${who}: no`]);
    // Nor is anything left of it when the first one is back.
    await say(alice);
    expect(new Set(take())).toEqual(new Set(['user_alice@org_1: loading']));
    expect(asked).toHaveLength(3);
  });

  it('not even where the answer arrives after the change', async () => {
    const asked = fakeEndpoint();
    const clerk = fakeClerk(alice);
    const { page, say, take } = recorded(clerk);
    render(page());
    await act(settled);
    await say(bob);
    expect(asked[0]?.isAborted()).toBe(true);
    await answer(asked, 0, true);
    expect(take().filter((line) => !line.endsWith('loading'))).toEqual([]);
    await answer(asked, 1, false);
    expect(take()).toEqual(['user_bob@org_1: no']);
  });

  it('nor while Clerk changes the session, which it calls loading', async () => {
    const asked = fakeEndpoint();
    const clerk = fakeClerk(alice);
    const { page, say, take } = recorded(clerk);
    render(page(decided(alice)));
    await act(settled);
    expect(new Set(take())).toEqual(new Set(['user_alice@org_1: yes']));
    await say(loading);
    expect(new Set(take())).toEqual(new Set(['nobody yet: loading']));
    await say(bob);
    expect(new Set(take())).toEqual(new Set(['user_bob@org_1: loading']));
    await answer(asked, 0, false);
    expect(take()).toEqual(['user_bob@org_1: no']);
    expect(asked).toHaveLength(1);
  });

  it('nor a snapshot that was made for another', async () => {
    const asked = fakeEndpoint();
    const clerk = fakeClerk(bob);
    const { page, take } = recorded(clerk);
    const { rerender } = render(page(decided(alice)));
    await act(settled);
    rerender(page(decided({ ...bob, sessionId: 'sess_old' })));
    await act(settled);
    expect(new Set(take())).toEqual(new Set(['user_bob@org_1: loading']));
    expect(asked).toHaveLength(1);
  });
});

describe('what is known of a session', () => {
  it('is kept, and not asked again, when Clerk refreshes the token', async () => {
    const asked = fakeEndpoint();
    const clerk = fakeClerk(alice);
    const { page, say, take } = recorded(clerk);
    render(page());
    await act(settled);
    await answer(asked, 0, true);
    take();
    for (let refresh = 0; refresh < 3; refresh += 1) await say({ ...alice });
    expect(new Set(take())).toEqual(new Set(['user_alice@org_1: yes']));
    expect(asked).toHaveLength(1);
  });

  it('is known again when Clerk comes back with the same session', async () => {
    const asked = fakeEndpoint();
    const clerk = fakeClerk(alice);
    const { page, say, take } = recorded(clerk);
    render(page());
    await act(settled);
    await answer(asked, 0, true);
    await say(loading);
    take();
    await say(alice);
    expect(new Set(take())).toEqual(new Set(['user_alice@org_1: yes']));
    expect(asked).toHaveLength(1);
  });

  it('is asked anew when the role in the organization changes', async () => {
    const asked = fakeEndpoint();
    const clerk = fakeClerk(alice);
    const { page, say, take } = recorded(clerk);
    render(page());
    await act(settled);
    await answer(asked, 0, true);
    await say({ ...alice, orgRole: 'org:member' });
    expect(asked).toHaveLength(2);
    await answer(asked, 1, false);
    expect(take().at(-1)).toBe('user_alice@org_1: no');
  });

  it('is asked as nobody when nobody is signed in', async () => {
    const asked = fakeEndpoint();
    const clerk = fakeClerk(nobody);
    const { page } = recorded(clerk);
    render(page());
    await act(settled);
    expect(asked[0]?.session).toEqual({ userId: '', sessionId: '', orgId: '' });
  });
});

describe('what the server decided for a page', () => {
  it('is shown from the first render on, before Clerk is there, and asked of nobody', async () => {
    const asked = fakeEndpoint();
    const clerk = fakeClerk(loading);
    const { page, say, take } = recorded(clerk);
    render(page(decided(alice)));
    await act(settled);
    expect(take()).toEqual(['nobody yet: yes']);
    await say(alice);
    expect(new Set(take())).toEqual(new Set(['user_alice@org_1: yes']));
    expect(asked).toHaveLength(0);
  });

  it('is not shown any more when Clerk comes with somebody else', async () => {
    fakeEndpoint();
    const clerk = fakeClerk(loading);
    const { page, say, take } = recorded(clerk);
    render(page(decided(alice)));
    take();
    await say(bob);
    expect(new Set(take())).toEqual(new Set(['user_bob@org_1: loading']));
  });

  it('is shown when a later snapshot arrives, and each counts once', async () => {
    const asked = fakeEndpoint();
    const clerk = fakeClerk(alice);
    const { page, take } = recorded(clerk);
    const first = decided(alice);
    const { rerender } = render(page(first));
    rerender(page(decided(alice, false)));
    expect(take().at(-1)).toBe('user_alice@org_1: no');
    rerender(page(first));
    await act(settled);
    expect(take().at(-1)).toBe('user_alice@org_1: no');
    expect(asked).toHaveLength(0);
  });

  it('reaches components that have no other reason to render again', async () => {
    fakeEndpoint();
    const clerk = fakeClerk(alice);
    const { May, take } = recorded(clerk);
    const still = <May />;
    const page = (initial: InitialDecisions) => (
      <CerbosProvider useAuth={clerk.useAuth} initialDecisions={initial}>
        {still}
      </CerbosProvider>
    );
    const { rerender } = render(page(decided(alice)));
    take();
    rerender(page(decided(alice, false)));
    expect(take()).toEqual(['user_alice@org_1: no']);
  });

  it('is not undone by an answer to what was asked before', async () => {
    const asked = fakeEndpoint();
    const clerk = fakeClerk(alice);
    const { page, take } = recorded(clerk);
    const { rerender } = render(page());
    await act(settled);
    rerender(page(decided(alice, false)));
    await answer(asked, 0, true);
    expect(take().at(-1)).toBe('user_alice@org_1: no');
  });

  it('comes through a provider in another, which needs neither endpoint nor useAuth', async () => {
    const asked = fakeEndpoint();
    const clerk = fakeClerk(loading);
    const { May, say, take } = recorded(clerk);
    render(
      <CerbosProvider useAuth={clerk.useAuth}>
        <May />
        <CerbosProvider initialDecisions={decided(alice)}>
          <May />
        </CerbosProvider>
      </CerbosProvider>,
    );
    expect(take()).toEqual(['nobody yet: loading', 'nobody yet: yes']);
    await say(alice);
    expect(new Set(take())).toEqual(new Set(['user_alice@org_1: yes']));
    await say(loading);
    expect(new Set(take())).toEqual(new Set(['nobody yet: loading']));
    expect(asked).toHaveLength(0);
  });
});
