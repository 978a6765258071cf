import { act, render } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { type BrowserDecision, CerbosProvider, useCheckResources } from '../../../src/react';
import { alice, bob, fakeClerk, loading, sessionOf } from './fakeClerk';
import { fakeEndpoint, serverNow, settled } from './fakeEndpoint';

type Decisions = readonly BrowserDecision<string>[];
type Id = string | null | undefined;

const word = ({ isLoading, error, isAllowed, allAllowed }: BrowserDecision<string>) =>
  isLoading ? 'loading' : error ? 'error' : allAllowed() ? 'all' : isAllowed('view') ? 'view' : '-';

/** A table with a row for each id, and what it was given at each render. */
function start(first: readonly Id[] | null | undefined, clerk = fakeClerk(alice)) {
  const asked = fakeEndpoint();
  const given: Decisions[] = [];
  function Table({ ids }: { ids: typeof first }) {
    const resources = ids?.map((id) => ({
      resource: { kind: 'document', id },
      actions: ['view', 'edit'],
    }));
    given.push(useCheckResources(ids === null ? null : resources && { resources }));
    return null;
  }
  const page = (ids: typeof first) => (
    <CerbosProvider useAuth={clerk.useAuth}>
      <Table ids={ids} />
    </CerbosProvider>
  );
  const { rerender } = render(page(first));
  return {
    asked,
    clerk,
    latest: () => given.at(-1) ?? [],
    words: () => (given.at(-1) ?? []).map(word),
    show: (ids: typeof first) =>
      act(async () => {
        rerender(page(ids));
        await settled();
      }),
  };
}

describe('useCheckResources', () => {
  it('asks about a whole list in one request, and answers in its order', async () => {
    const { asked, words } = start(['3', '1', '2', '1']);
    await act(settled);
    expect(words()).toEqual(['loading', 'loading', 'loading', 'loading']);
    expect(asked.map(({ checks }) => checks.map(({ id }) => id))).toEqual([['3', '1', '2']]);
    await act(async () => asked[0]?.allow(({ id }, action) => id === '1' || action === 'view'));
    expect(words()).toEqual(['view', 'all', 'view', 'all']);
  });

  it('waits for an item that is undefined, skips one that is null, and names one without actions', async () => {
    const asked = fakeEndpoint();
    let given: Decisions = [];
    const document = (id: string) => ({ resource: { kind: 'document', id }, actions: ['view'] });
    // As an app without types passes it.
    const misspelt = { resource: { kind: 'document', id: '4' }, action: 'view' } as never;
    function Table() {
      given = useCheckResources({ resources: [document('1'), undefined, null, misspelt] });
      return null;
    }
    render(
      <CerbosProvider useAuth={fakeClerk(alice).useAuth}>
        <Table />
      </CerbosProvider>,
    );
    await act(settled);
    expect(asked.map(({ checks }) => checks.map(({ id }) => id))).toEqual([['1']]);
    await act(async () => asked[0]?.allow());
    expect(given.map(word)).toEqual(['all', 'loading', '-', 'error']);
    expect(given[3]?.error?.message).toMatch(/^Nothing was asked\./);
  });

  it('reads a list once for a whole answer, since a read for each item takes seconds', async () => {
    const { asked } = start(Array.from({ length: 100 }, (_, row) => `${row}`));
    await act(settled);
    const reads = vi.spyOn(Map.prototype, 'get');
    await act(async () => asked[0]?.allow());
    // 200 questions. If each answer made the list read all of them, it would be 40,000.
    expect(reads.mock.calls.length).toBeLessThan(4_000);
  });

  it('gives the same array until something changes, and the same decision where nothing did', async () => {
    const { asked, latest, show } = start(['1', '2']);
    await act(settled);
    await act(async () => asked[0]?.allow());
    const before = latest();
    await show(['1', '2']);
    expect(latest()).toBe(before);
    await act(async () => {
      document.dispatchEvent(new Event('visibilitychange'));
      await settled();
    });
    await act(async () => asked[1]?.allow(({ id }) => id === '1'));
    expect(latest()).not.toBe(before);
    expect(latest()[0]).toBe(before[0]);
    expect(latest().map(word)).toEqual(['all', '-']);
  });

  it('asks only for the items that are new to the list', async () => {
    const { asked, words, show } = start(['1']);
    await act(settled);
    await act(async () => asked[0]?.allow());
    await show(['2', '1']);
    expect(words()).toEqual(['loading', 'all']);
    expect(asked[1]?.checks.map(({ id }) => id)).toEqual(['2']);
    await show([]);
    expect(words()).toEqual([]);
  });

  it('waits for an id that is undefined, skips one that is null, and refuses one that is empty', async () => {
    const { asked, words, show } = start([undefined, null, '', '1']);
    await act(settled);
    await act(async () => asked[0]?.allow());
    expect(asked[0]?.checks.map(({ id }) => id)).toEqual(['1']);
    expect(words()).toEqual(['loading', '-', 'error', 'all']);
    await show(['2', null, '', '1']);
    expect(asked[1]?.checks.map(({ id }) => id)).toEqual(['2']);
  });

  it.each([null, undefined])('is an empty list where there is none: %s', async (none) => {
    const { asked, latest, words, show } = start(none);
    await act(settled);
    expect(latest()).toEqual([]);
    const before = latest();
    await show(none);
    expect(latest()).toBe(before);
    expect(asked).toEqual([]);
    await show(['1']);
    expect(words()).toEqual(['loading']);
  });

  it('shows nothing of another session', async () => {
    const { asked, clerk, words } = start(['1', '2']);
    await act(settled);
    await act(async () => asked[0]?.allow());
    expect(words()).toEqual(['all', 'all']);
    await act(async () => {
      clerk.say(loading);
      await settled();
    });
    expect(words()).toEqual(['loading', 'loading']);
    await act(async () => {
      clerk.say(bob);
      await settled();
    });
    expect(words()).toEqual(['loading', 'loading']);
    expect(asked[1]?.session).toEqual(sessionOf(bob));
    await act(async () => asked[1]?.allow(() => false));
    expect(words()).toEqual(['-', '-']);
  });

  it('starts with the decisions of the server', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    let decisions: Decisions = [];
    function Table() {
      decisions = useCheckResources({
        resources: [{ resource: { kind: 'document', id: '1' }, actions: ['view'] }],
      });
      return null;
    }
    const initialDecisions = {
      session: sessionOf(alice),
      decidedAt: serverNow(),
      decisions: [{ kind: 'document', id: '1', actions: { view: true } }],
    };
    render(
      <CerbosProvider useAuth={useAuth} initialDecisions={initialDecisions}>
        <Table />
      </CerbosProvider>,
    );
    await act(settled);
    expect(decisions.map(word)).toEqual(['all']);
    expect(asked).toEqual([]);
  });
});
