import { act, render } from '@testing-library/react';
import { type ReactNode, useState } from 'react';
import { describe, expect, it } from 'vitest';
import type { InitialDecisions } from '../../../src/base/wire';
import { CerbosProvider, useCerbos, useIsAllowed } from '../../../src/react';
import { alice, bob, fakeClerk, sessionOf } from './fakeClerk';
import { fakeEndpoint, serverNow, settled } from './fakeEndpoint';

/** What the server decides now. */
const snapshot = (isAllowed: boolean, id = '1'): InitialDecisions => ({
  session: sessionOf(alice),
  decidedAt: serverNow(),
  decisions: [{ kind: 'document', id, actions: { edit: isAllowed } }],
});

/** A page of an app that goes from page to page; what it showed at each render. */
function start() {
  const asked = fakeEndpoint();
  const clerk = fakeClerk(alice);
  const shown: string[] = [];
  let show: (page: ReactNode) => void = () => undefined;
  let invalidate: () => void = () => undefined;

  function May({ id = '1' }: { id?: string }) {
    const may = useIsAllowed({ resource: { kind: 'document', id }, action: 'edit' });
    shown.push(may.isLoading ? 'loading' : may.error ? 'error' : may.isAllowed ? 'yes' : 'no');
    return null;
  }
  function App() {
    const [page, setPage] = useState<ReactNode>(null);
    show = setPage;
    invalidate = useCerbos().invalidate;
    return page;
  }
  render(
    <CerbosProvider useAuth={clerk.useAuth}>
      <App />
    </CerbosProvider>,
  );
  const then = (change: () => unknown) =>
    act(async () => {
      change();
      await settled();
    });
  return {
    asked,
    /** Shows a page with the hook, and with a snapshot if there is one. */
    visit: (initial?: InitialDecisions, id?: string) =>
      then(() => {
        show(
          <CerbosProvider key={serverNow()} initialDecisions={initial}>
            <May {...(id !== undefined && { id })} />
          </CerbosProvider>,
        );
      }),
    leave: () => then(() => show(null)),
    invalidate: () => then(() => invalidate()),
    /** As when the user comes back to the page. */
    refresh: () => then(() => document.dispatchEvent(new Event('visibilitychange'))),
    say: (auth: Parameters<typeof clerk.say>[0]) => then(() => clerk.say(auth)),
    answer: (isAllowed: boolean) => act(async () => asked.at(-1)?.allow(() => isAllowed)),
    take: () => [...new Set(shown.splice(0))],
  };
}

describe('a snapshot that was made before a change', () => {
  it('shows no yes where a newer answer is no', async () => {
    const { asked, visit, invalidate, answer, take } = start();
    await visit();
    await answer(true);
    const prefetched = snapshot(true);
    await invalidate();
    await answer(false);
    take();
    await visit(prefetched);
    expect(take()).toEqual(['no']);
    await answer(false);
    expect(take()).toEqual([]);
    expect(asked.length).toBeLessThanOrEqual(3);
  });

  it('is not trusted after invalidate(), also where nothing has been asked since', async () => {
    const { asked, visit, leave, invalidate, answer, take } = start();
    await visit();
    await answer(true);
    const prefetched = snapshot(true);
    await leave();
    await invalidate();
    take();
    await visit(prefetched);
    expect(take()).toEqual(['loading']);
    expect(asked).toHaveLength(2);
    await answer(false);
    expect(take()).toEqual(['no']);
  });

  it('is not trusted about another resource than those that were asked about since', async () => {
    const { asked, visit, invalidate, answer, take } = start();
    await visit();
    await answer(true);
    const prefetched = snapshot(true, '2');
    await invalidate();
    await answer(true);
    take();
    await visit(prefetched, '2');
    expect(take()).toEqual(['loading']);
    expect(asked.at(-1)?.checks.map(({ id }) => id)).toEqual(['2']);
  });

  it('does not come back after an error', async () => {
    const { asked, visit, leave, refresh, answer, take } = start();
    const prefetched = snapshot(true);
    await visit();
    await answer(false);
    await refresh();
    await act(async () => asked.at(-1)?.breakOff());
    await leave();
    take();
    await visit(prefetched);
    expect(take()).not.toContain('yes');
    expect(asked).toHaveLength(3);
  });

  it('does not replace a newer snapshot', async () => {
    const { visit, take } = start();
    const older = snapshot(true);
    await visit(snapshot(false));
    await visit(older);
    expect(take()).toEqual(['no']);
  });

  it('does not come back with its session', async () => {
    const { visit, leave, say, answer, take } = start();
    const prefetched = snapshot(true);
    await visit();
    await answer(false);
    await leave();
    await say(bob);
    await say(alice);
    take();
    await visit(prefetched);
    expect(take()).toEqual(['loading']);
  });

  it('gives way to the answer that was decided after it, and came after it', async () => {
    const { visit, answer, take } = start();
    const prefetched = snapshot(true);
    await visit();
    await visit(prefetched);
    expect(take()).toEqual(['loading', 'yes']);
    await answer(false);
    expect(take()).toEqual(['no']);
  });

  it('is any without a time, where the endpoint does not say when it decided, either', async () => {
    const { asked, visit, leave, take } = start();
    const { session, decisions } = snapshot(true);
    await visit();
    await act(async () => asked.at(-1)?.answer(200, { decisions: [{ edit: false }] }));
    await leave();
    take();
    await visit({ session, decisions });
    expect(take()).toEqual(['no']);
  });

  it('may be any, where the endpoint does not say when it decided what it answered', async () => {
    const { asked, visit, take } = start();
    const prefetched = snapshot(true);
    await visit();
    await act(async () => asked.at(-1)?.answer(200, { decisions: [{ edit: false }] }));
    await visit(prefetched);
    expect(take()).toEqual(['loading', 'no']);
    expect(asked).toHaveLength(2);
  });

  it('is the one without a time, since it may be of any age', async () => {
    const { asked, visit, leave, invalidate, answer, take } = start();
    const { session, decisions } = snapshot(true);
    await visit({ session, decisions });
    expect(take()).toEqual(['yes']);
    await invalidate();
    await answer(false);
    await leave();
    take();
    await visit({ session, decisions });
    expect(take()).toEqual(['no']);
    expect(asked).toHaveLength(2);
  });

  it('is any, where the endpoint does not say when it decided', async () => {
    const { asked, visit, invalidate, take } = start();
    const prefetched = snapshot(true, '2');
    await visit();
    await act(async () => asked.at(-1)?.answer(200, { decisions: [{ edit: true }] }));
    await invalidate();
    await act(async () => asked.at(-1)?.answer(200, { decisions: [{ edit: true }] }));
    expect(take()).toEqual(['loading', 'yes']);
    await visit(prefetched, '2');
    expect(take()).toEqual(['loading']);
  });
});

describe('a snapshot that was made after a change', () => {
  it('is shown at once, without a request', async () => {
    const { asked, visit, invalidate, answer, take } = start();
    await visit();
    await answer(false);
    await invalidate();
    await answer(false);
    take();
    await visit(snapshot(true));
    expect(take()).toEqual(['yes']);
    expect(asked).toHaveLength(2);
  });

  it('hides an old yes at once if it says no, and is asked about', async () => {
    const { asked, visit, invalidate, answer, take } = start();
    await visit();
    await answer(true);
    await invalidate();
    take();
    await visit(snapshot(false));
    expect(take()).toEqual(['no']);
    await act(async () => asked[1]?.allow(() => true));
    expect(take()).toEqual([]);
    expect(asked).toHaveLength(3);
    await answer(true);
    expect(take()).toEqual(['yes']);
  });

  it('is shown at once after the session has changed', async () => {
    const { asked, visit, leave, say, answer, take } = start();
    await say(bob);
    await visit();
    await answer(false);
    await leave();
    await say(alice);
    take();
    await visit(snapshot(true));
    expect(take()).toEqual(['yes']);
    expect(asked).toHaveLength(1);
  });

  it('is not undone by an answer that was decided before it, whenever that comes', async () => {
    const { visit, answer, take } = start();
    await visit();
    await visit(snapshot(false));
    await answer(true);
    expect(take()).toEqual(['loading', 'no']);
  });

  it.each([
    ['the page asks again before that', undefined],
    ['an older snapshot comes before that', snapshot(true)],
  ])('is not undone by it either if %s', async (_, older) => {
    const { asked, visit, refresh, take } = start();
    await visit();
    await visit(snapshot(false));
    await (older ? visit(older) : refresh());
    take();
    expect(asked).toHaveLength(2);
    await act(async () => asked[0]?.allow(() => true));
    expect(take()).toEqual([]);
    await act(async () => asked[1]?.allow(() => true));
    expect(take()).toEqual(['yes']);
  });
});

it('a snapshot that a page makes anew with each render does not hurry the retries of an outage', async () => {
  const asked = fakeEndpoint();
  const decisions = snapshot(true);
  function May() {
    useIsAllowed({ resource: { kind: 'document', id: '1' }, action: 'edit' });
    return null;
  }
  function Page() {
    useIsAllowed({ resource: { kind: 'document', id: '1' }, action: 'edit' });
    return (
      <CerbosProvider initialDecisions={{ ...decisions }}>
        <May />
      </CerbosProvider>
    );
  }
  render(
    <CerbosProvider useAuth={fakeClerk(alice).useAuth}>
      <Page />
    </CerbosProvider>,
  );
  await act(settled);
  await act(async () => {
    document.dispatchEvent(new Event('visibilitychange'));
    await settled();
  });
  expect(asked).toHaveLength(1);
  const problem = { status: 503, title: 'Service Unavailable', code: 'pdp_unreachable' };
  await act(async () => {
    await asked[0]?.answer(503, problem, { 'Retry-After': '30' });
    await settled();
  });
  expect(asked).toHaveLength(1);
});

it('of two snapshots of the same moment that differ, the one that says no is shown', async () => {
  const { visit, take } = start();
  const yes = snapshot(true);
  const no = { ...snapshot(false), decidedAt: yes.decidedAt ?? 0 };
  await visit(no);
  await visit(yes);
  expect(take()).toEqual(['no']);
});
