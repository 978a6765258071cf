import * as browser from '../../../src/react';
import { act } from '@testing-library/react';
import { type ReactNode, StrictMode, Suspense } from 'react';
import { hydrateRoot, type Root } from 'react-dom/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { InitialDecisions } from '../../../src/base/wire';
import { alice, type FakeClerk, fakeClerk, loading, sessionOf } from './fakeClerk';
import { fakeEndpoint, settled } from './fakeEndpoint';

type Entry = typeof browser;

const snapshot: InitialDecisions = {
  session: sessionOf(alice),
  decisions: [
    { kind: 'document', id: '1', actions: { view: true, edit: false } },
    { kind: 'document', id: '2', attr: { b: 1, a: 2 }, actions: { view: true } },
  ],
};

/** The HTML of a server, which has no document, and no module in common with the browser. */
async function renderOnServer(page: (entry: Entry) => ReactNode): Promise<string> {
  vi.stubGlobal('document', undefined);
  vi.resetModules();
  const { renderToString } = await import('react-dom/server');
  const html = renderToString(page(await import('../../../src/react')));
  vi.unstubAllGlobals();
  return html;
}

let root: Root | undefined;
const hydrate = (html: string, page: ReactNode) => {
  const mistakes: unknown[] = [];
  const container = document.body.appendChild(document.createElement('div'));
  container.innerHTML = html;
  const seen = [container.textContent];
  new MutationObserver(() => seen.push(container.textContent)).observe(container, {
    subtree: true,
    childList: true,
    characterData: true,
  });
  act(() => {
    root = hydrateRoot(container, page, { onRecoverableError: (error) => mistakes.push(error) });
  });
  return { container, mistakes, seen };
};

afterEach(() => {
  act(() => root?.unmount());
  document.body.innerHTML = '';
});

const May = ({
  entry,
  id,
  action,
  attr,
}: {
  entry: Entry;
  id: string;
  action: string;
  attr?: object;
}) => (
  <entry.Allowed
    resource={{ kind: 'document', id, ...(attr && { attr }) }}
    action={action}
    fallback="no "
    loading="… "
  >
    {'yes '}
  </entry.Allowed>
);

const questions = (entry: Entry) => (
  <>
    <May entry={entry} id="1" action="view" />
    <May entry={entry} id="1" action="edit" />
    <May entry={entry} id="2" attr={{ a: 2, b: 1 }} action="view" />
  </>
);

const page = (entry: Entry, clerk: FakeClerk) => (
  <StrictMode>
    <entry.CerbosProvider useAuth={clerk.useAuth} initialDecisions={snapshot}>
      {questions(entry)}
    </entry.CerbosProvider>
  </StrictMode>
);

describe('the first paint', () => {
  it.each([
    ['while Clerk loads', loading],
    ['where the server told Clerk who is there', alice],
  ])('is final: no request, no flash, no mismatch, %s', async (_, auth) => {
    const html = await renderOnServer((entry) => page(entry, fakeClerk(auth)));
    const asked = fakeEndpoint();
    const clerk = fakeClerk(auth);
    const { container, mistakes, seen } = hydrate(html, page(browser, clerk));
    expect(container.textContent).toBe('yes no yes ');
    await act(async () => {
      clerk.say(alice);
      await settled();
    });
    expect(seen).toEqual(['yes no yes ']);
    expect(asked).toHaveLength(0);
    expect(mistakes).toEqual([]);
  });

  it('leaves open what was not decided, and asks it once Clerk is there', async () => {
    const both = (entry: Entry, clerk: FakeClerk) => (
      <entry.CerbosProvider useAuth={clerk.useAuth} initialDecisions={snapshot}>
        {questions(entry)}
        <May entry={entry} id="3" action="view" />
      </entry.CerbosProvider>
    );
    const html = await renderOnServer((entry) => both(entry, fakeClerk(loading)));
    const asked = fakeEndpoint();
    const clerk = fakeClerk(loading);
    const { container, mistakes } = hydrate(html, both(browser, clerk));
    await act(settled);
    expect(container.textContent).toBe('yes no yes … ');
    expect(asked).toHaveLength(0);
    await act(async () => {
      clerk.say(alice);
      await settled();
    });
    expect(asked.map(({ checks }) => checks.map(({ id }) => id))).toEqual([['3']]);
    await act(async () => asked[0]?.allow());
    expect(container.textContent).toBe('yes no yes yes ');
    expect(mistakes).toEqual([]);
  });

  it('of nobody known is loading, on the server and in the browser', async () => {
    const open = (entry: Entry, clerk: FakeClerk) => (
      <entry.CerbosProvider useAuth={clerk.useAuth}>{questions(entry)}</entry.CerbosProvider>
    );
    const html = await renderOnServer((entry) => open(entry, fakeClerk(loading)));
    fakeEndpoint();
    const { container, mistakes } = hydrate(html, open(browser, fakeClerk(loading)));
    expect(container.textContent).toBe('… … … ');
    expect(mistakes).toEqual([]);
  });

  it('shares nothing between two requests on the server', async () => {
    const asker = { ...alice, sessionId: 'sess_other' };
    const [first, second] = [
      await renderOnServer((entry) => page(entry, fakeClerk(alice))),
      await renderOnServer((entry) => page(entry, fakeClerk(asker))),
    ];
    expect(first).toContain('yes ');
    expect(second).not.toContain('yes ');
  });
});

describe('a part of the page that is hydrated late', () => {
  // React 18 renders such a part anew, fallback first, when any context above it changes: Clerk's too.
  const early = process.env.REACT_MAJOR === '18' ? alice : loading;

  it('with a provider of its own has its answers: no request, no flash, no mismatch', async () => {
    let isThere = true;
    let arrive: () => void = () => undefined;
    const arrival = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    function Late({ children }: { children: ReactNode }) {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- so does React.lazy
      if (!isThere) throw arrival;
      return children;
    }
    const streamed = (entry: Entry, clerk: FakeClerk) => (
      <entry.CerbosProvider useAuth={clerk.useAuth}>
        <May entry={entry} id="outside" action="view" />
        <Suspense fallback="late">
          <Late>
            <entry.CerbosProvider initialDecisions={snapshot}>
              {questions(entry)}
            </entry.CerbosProvider>
          </Late>
        </Suspense>
      </entry.CerbosProvider>
    );
    const html = await renderOnServer((entry) => streamed(entry, fakeClerk(early)));
    expect(html.replaceAll(/<!--.*?-->/g, '')).toBe('… yes no yes ');

    isThere = false;
    const asked = fakeEndpoint();
    const clerk = fakeClerk(early);
    const { container, mistakes, seen } = hydrate(html, streamed(browser, clerk));
    await act(async () => {
      clerk.say(alice);
      await settled();
    });
    expect(container.textContent).toBe('… yes no yes ');
    expect(asked.map(({ checks }) => checks.map(({ id }) => id))).toEqual([['outside']]);
    await act(async () => asked[0]?.allow());
    await act(async () => {
      isThere = true;
      arrive();
      await settled();
    });
    expect(container.textContent).toBe('yes yes no yes ');
    expect(new Set(seen)).toEqual(new Set(['… yes no yes ', 'yes yes no yes ']));
    expect(asked).toHaveLength(1);
    expect(mistakes).toEqual([]);
  });
});

describe('a part of the page that is hydrated after its question was answered', () => {
  // React 18 renders such a part anew when any context above it changes.
  const early = process.env.REACT_MAJOR === '18' ? alice : loading;

  /** A part that waits in the browser until the test says so. */
  function late() {
    let isThere = true;
    let arrive: () => void = () => undefined;
    const arrival = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    return {
      Late({ children }: { children: ReactNode }) {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- so does React.lazy
        if (!isThere) throw arrival;
        // Between a boundary and a text, React 18 does not see what differs.
        return <p>{children}</p>;
      },
      wait() {
        isThere = false;
      },
      arrive: () =>
        act(async () => {
          isThere = true;
          arrive();
          await settled();
        }),
    };
  }
  type Late = ReturnType<typeof late>['Late'];

  const ofAnotherHook = (entry: Entry, clerk: FakeClerk, Late: Late) => (
    <entry.CerbosProvider useAuth={clerk.useAuth}>
      <May entry={entry} id="1" action="view" />
      <Suspense fallback="late">
        <Late>
          <May entry={entry} id="1" action="view" />
        </Late>
      </Suspense>
    </entry.CerbosProvider>
  );
  const ofItsProvider = (entry: Entry, clerk: FakeClerk, Late: Late) => (
    <entry.CerbosProvider useAuth={clerk.useAuth}>
      <May entry={entry} id="1" action="edit" />
      <Suspense fallback="late">
        <Late>
          <entry.CerbosProvider initialDecisions={snapshot}>
            <May entry={entry} id="1" action="edit" />
          </entry.CerbosProvider>
        </Late>
      </Suspense>
    </entry.CerbosProvider>
  );
  const ofProviderBeside = (entry: Entry, clerk: FakeClerk, Late: Late) => (
    <entry.CerbosProvider useAuth={clerk.useAuth}>
      <entry.CerbosProvider initialDecisions={snapshot}>
        <May entry={entry} id="1" action="view" />
      </entry.CerbosProvider>
      <Suspense fallback="late">
        <Late>
          <May entry={entry} id="1" action="view" />
        </Late>
      </Suspense>
    </entry.CerbosProvider>
  );
  const inOuterProvider = (entry: Entry, clerk: FakeClerk, Late: Late) => (
    <entry.CerbosProvider useAuth={clerk.useAuth} initialDecisions={snapshot}>
      <May entry={entry} id="1" action="edit" />
      <Suspense fallback="late">
        <Late>
          <May entry={entry} id="1" action="edit" />
        </Late>
      </Suspense>
    </entry.CerbosProvider>
  );

  it.each([
    ['by the request of another hook', ofAnotherHook, '… … ', 'yes yes '],
    ['by a request, in a provider that has a decision, too', ofItsProvider, '… no ', 'yes yes '],
    ['by a provider beside it', ofProviderBeside, 'yes … ', 'yes yes '],
    ['anew, in the provider of the page', inOuterProvider, 'no no ', 'yes yes '],
  ])('%s, shows what the server rendered, and then the answer', async (_, page, first, last) => {
    const html = await renderOnServer((entry) => page(entry, fakeClerk(early), late().Late));
    expect(html.replaceAll(/<.*?>/g, '')).toBe(first);
    const asked = fakeEndpoint();
    const clerk = fakeClerk(early);
    const { Late, wait, arrive } = late();
    wait();
    const { container, mistakes } = hydrate(html, page(browser, clerk, Late));
    await act(async () => {
      clerk.say(alice);
      await settled();
    });
    if (page === inOuterProvider) {
      await act(async () => {
        document.dispatchEvent(new Event('visibilitychange'));
        await settled();
      });
    }
    for (const request of asked) await act(() => request.allow());
    await arrive();
    for (const request of asked) await act(() => request.allow());
    expect(container.textContent).toBe(last);
    expect(mistakes).toEqual([]);
  });
});
