import { act, render, screen } from '@testing-library/react';
import { StrictMode, useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import {
  Allowed,
  CerbosProvider,
  useCerbos,
  useCheckResource,
  useIsAllowed,
} from '../../../src/react';
import { alice, fakeClerk, loading, sessionOf } from './fakeClerk';
import { fakeEndpoint, settled } from './fakeEndpoint';

function May({ id, action = 'view', attr }: { id: string; action?: string; attr?: object }) {
  const resource = { kind: 'document', id, ...(attr && { attr }) };
  const { isLoading, isAllowed, error } = useIsAllowed({ resource, action });
  const word = isLoading ? 'loading' : error ? 'error' : isAllowed ? 'yes' : 'no';
  return <i>{`${id}.${action}: ${word}`}</i>;
}

const text = () => document.body.textContent;

describe('what the components of a page ask', () => {
  it.each([false, true])('is one request for 30 hooks, Strict Mode: %s', async (strict) => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    const rows = Array.from({ length: 30 }, (_, row) => (
      <May key={row} id={String(row % 15)} action={row < 15 ? 'view' : 'edit'} />
    ));
    const page = <CerbosProvider useAuth={useAuth}>{rows}</CerbosProvider>;
    render(strict ? <StrictMode>{page}</StrictMode> : page);
    await act(settled);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ url: '/api/cerbos', session: sessionOf(alice) });
    expect(asked[0]?.init).toMatchObject({ method: 'POST', credentials: 'same-origin' });
    expect(asked[0]?.headers).toEqual({ 'content-type': 'application/json' });
    expect(asked[0]?.checks).toHaveLength(15);
    expect(asked[0]?.checks[3]).toEqual({ kind: 'document', id: '3', actions: ['view', 'edit'] });
    await act(() => asked[0]?.allow(({ id }, action) => id === '3' && action === 'view'));
    expect(screen.getByText('3.view: yes')).toBeDefined();
    expect(text().match(/no/g)).toHaveLength(29);
    expect(asked).toHaveLength(1);
  });

  it('is asked once where questions are equal, whatever the order of their attributes', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    render(
      <CerbosProvider useAuth={useAuth}>
        <May id="1" attr={{ a: 1, b: { c: 2, d: [3] } }} />
        <May id="1" attr={{ b: { d: [3], c: 2 }, a: 1 }} />
        <May id="1" attr={{ a: 2 }} />
        <May id="1" />
      </CerbosProvider>,
    );
    await act(settled);
    expect(asked[0]?.checks.map(({ attr }) => attr)).toEqual([
      { a: 1, b: { c: 2, d: [3] } },
      { a: 2 },
      undefined,
    ]);
    await act(() => asked[0]?.allow(({ attr }) => attr !== undefined && 'b' in attr));
    expect(text().match(/yes/g)).toHaveLength(2);
  });

  it.each([{ scope: 'acme' }, { policyVersion: 'v2' }])(
    'is an error where it says %o, which only the server knows, rather than another question',
    async (part) => {
      const asked = fakeEndpoint();
      const { useAuth } = fakeClerk(alice);
      function Row() {
        const resource: { kind: string; id: string } = { kind: 'document', id: '1', ...part };
        const { isAllowed, error } = useIsAllowed({ resource, action: 'view' });
        return <i>{`${String(isAllowed)} ${String(error?.message)}`}</i>;
      }
      const initialDecisions = {
        session: sessionOf(alice),
        decisions: [{ kind: 'document', id: '1', actions: { view: true } }],
      };
      render(
        <CerbosProvider useAuth={useAuth} initialDecisions={initialDecisions}>
          <Row />
        </CerbosProvider>,
      );
      await act(settled);
      expect(text()).toMatch(/^false Nothing was asked\. .* \[invalid_question\]$/);
      expect(asked).toEqual([]);
    },
  );

  it('is split where the server would need many calls for one kind and id', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    render(
      <CerbosProvider useAuth={useAuth}>
        {Array.from({ length: 10 }, (_, row) => (
          <May key={row} id="new" attr={{ row }} />
        ))}
        <May id="other" />
      </CerbosProvider>,
    );
    await act(settled);
    expect(asked.map(({ checks }) => checks.map(({ id }) => id))).toEqual([
      ['new', 'new', 'new', 'new', 'other'],
      ['new', 'new', 'new', 'new'],
      ['new', 'new'],
    ]);
  });

  it('is split where it is more than the endpoint takes', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    function Many() {
      const actions = Array.from({ length: 120 }, (_, index) => `action${index}`);
      const decision = useCheckResource({ resource: { kind: 'document', id: 'many' }, actions });
      return <b>{decision.allowedActions().length}</b>;
    }
    render(
      <CerbosProvider useAuth={useAuth}>
        <Many />
        {Array.from({ length: 120 }, (_, row) => (
          <May key={row} id={String(row)} />
        ))}
      </CerbosProvider>,
    );
    await act(settled);
    expect(asked.map(({ checks }) => checks.length)).toEqual([100, 23]);
    expect(asked[0]?.checks.slice(0, 4).map(({ actions }) => actions.length)).toEqual([
      50, 50, 20, 1,
    ]);
    await act(async () => {
      for (const request of asked) await request.allow();
    });
    expect(text()).toContain('120');
    expect(text().match(/yes/g)).toHaveLength(120);
  });

  it('is not asked while Clerk loads, and then at once', async () => {
    const asked = fakeEndpoint();
    const clerk = fakeClerk(loading);
    render(
      <CerbosProvider useAuth={clerk.useAuth}>
        <May id="1" />
      </CerbosProvider>,
    );
    await act(settled);
    expect(asked).toHaveLength(0);
    expect(text()).toBe('1.view: loading');
    await act(async () => {
      clerk.say(alice);
      await settled();
    });
    expect(asked).toHaveLength(1);
  });

  it('is not asked for components that are gone before, and given up for those that go later', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    const page = (ids: string[]) => (
      <CerbosProvider useAuth={useAuth}>
        {ids.map((id) => (
          <May key={id} id={id} />
        ))}
      </CerbosProvider>
    );
    const { rerender } = render(page(['1', '2']));
    rerender(page(['1']));
    await act(settled);
    expect(asked.map(({ checks }) => checks.map(({ id }) => id))).toEqual([['1']]);
    rerender(page(['1', '3']));
    await act(settled);
    rerender(page(['1']));
    await act(settled);
    expect(asked.map(({ isAborted }) => isAborted())).toEqual([false, true]);
  });

  it('asks only what is new when a component asks more', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    const page = (ids: string[]) => (
      <CerbosProvider useAuth={useAuth}>
        {ids.map((id) => (
          <May key={id} id={id} />
        ))}
      </CerbosProvider>
    );
    const { rerender } = render(page(['1']));
    await act(settled);
    await act(() => asked[0]?.allow());
    rerender(page(['1', '2', '2b']));
    await act(settled);
    expect(asked[1]?.checks.map(({ id }) => id)).toEqual(['2', '2b']);
  });

  it('renders again only those whose answer has changed', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    const renders: string[] = [];
    function Counted({ id }: { id: string }) {
      renders.push(
        `${id}:${useIsAllowed({ resource: { kind: 'document', id }, action: 'view' }).isAllowed}`,
      );
      return null;
    }
    const counted = (
      <>
        <Counted id="1" />
        <Counted id="2" />
      </>
    );
    render(<CerbosProvider useAuth={useAuth}>{counted}</CerbosProvider>);
    await act(settled);
    await act(() => asked[0]?.allow());
    await act(async () => {
      document.dispatchEvent(new Event('visibilitychange'));
      await settled();
    });
    await act(() => asked[1]?.allow(({ id }) => id === '1'));
    expect(renders).toEqual(['1:false', '2:false', '1:true', '2:true', '2:false']);
  });
});

describe('asking anew', () => {
  it('happens when the page is seen again, with the present answer kept until then', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    render(
      <CerbosProvider useAuth={useAuth}>
        <May id="1" />
      </CerbosProvider>,
    );
    await act(settled);
    await act(() => asked[0]?.allow());
    await act(async () => {
      document.dispatchEvent(new Event('visibilitychange'));
      await settled();
    });
    expect(asked).toHaveLength(2);
    expect(text()).toBe('1.view: yes');
    await act(() => asked[1]?.allow(() => false));
    expect(text()).toBe('1.view: no');
  });

  it('is what invalidate() does for what is mounted; it drops the rest and what is under way', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    let invalidate: () => void = () => undefined;
    let show: (ids: string[]) => void = () => undefined;
    function Page() {
      const [ids, setIds] = useState(['1', '2']);
      show = setIds;
      invalidate = useCerbos().invalidate;
      return ids.map((id) => <May key={id} id={id} />);
    }
    render(
      <CerbosProvider useAuth={useAuth}>
        <Page />
      </CerbosProvider>,
    );
    await act(settled);
    await act(() => asked[0]?.allow());
    await act(async () => {
      show(['1']);
      await settled();
    });
    await act(async () => {
      invalidate();
      await settled();
    });
    expect(asked[1]?.checks.map(({ id }) => id)).toEqual(['1']);
    expect(text()).toBe('1.view: yes');
    await act(async () => {
      invalidate();
      await settled();
    });
    expect(asked[1]?.isAborted()).toBe(true);
    await act(() => asked[1]?.allow());
    await act(() => asked[2]?.allow(() => false));
    expect(text()).toBe('1.view: no');
    await act(async () => {
      show(['2']);
      await settled();
    });
    expect(text()).toBe('2.view: loading');
    expect(asked[3]?.checks.map(({ id }) => id)).toEqual(['2']);
  });
});

describe('<Allowed>', () => {
  it('shows what fits: loading, the children, or the fallback, for one action and for several', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    const resource = { kind: 'document', id: '1' };
    render(
      <CerbosProvider useAuth={useAuth}>
        <Allowed resource={resource} action="view" loading="…" fallback="A-">
          A+
        </Allowed>
        <Allowed resource={resource} actions={['view', 'edit']} fallback="B-">
          B+
        </Allowed>
        <Allowed resource={resource} action="edit">
          C+
        </Allowed>
        <Allowed resource={resource} actions={[]} fallback="D-">
          D+
        </Allowed>
        <Allowed
          resource={resource}
          {...({ action: 'view', actions: ['view'] } as unknown as { action: 'view' })}
          fallback="E-"
        >
          E+
        </Allowed>
      </CerbosProvider>,
    );
    await act(settled);
    expect(text()).toBe('…D-E-');
    expect(asked[0]?.checks).toEqual([{ ...resource, actions: ['view', 'edit'] }]);
    await act(() => asked[0]?.allow((_, action) => action === 'view'));
    expect(text()).toBe('A+B-D-E-');
  });
});

describe('useCheckResource', () => {
  it('answers what was asked about, and nothing else', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    const seen: unknown[] = [];
    function Document() {
      const decision = useCheckResource({
        resource: { kind: 'document', id: '1' },
        actions: ['view', 'edit', 'view'],
      });
      seen.push([
        decision.isLoading,
        decision.allAllowed(),
        decision.allowedActions(),
        decision.isAllowed('view'),
        decision.isAllowed('fly'),
        decision.isAllowed('toString'),
      ]);
      return null;
    }
    render(
      <CerbosProvider useAuth={useAuth}>
        <Document />
      </CerbosProvider>,
    );
    await act(settled);
    await act(() => asked[0]?.allow((_, action) => action === 'view'));
    await act(async () => {
      document.dispatchEvent(new Event('visibilitychange'));
      await settled();
    });
    await act(() => asked[1]?.allow());
    expect(seen).toEqual([
      [true, false, [], false, false, false],
      [false, false, ['view'], true, false, false],
      [false, true, ['view', 'edit'], true, false, false],
    ]);
  });
});

describe('outside a provider', () => {
  it('says what to write', () => {
    // React 18 reports what was thrown, to the page and in words of its own.
    const silence = (event: Event) => event.preventDefault();
    window.addEventListener('error', silence);
    const advice = /<CerbosProvider useAuth={useAuth}>/;
    expect(() => render(<May id="1" />)).toThrow(advice);
    expect(() => render(<CerbosProvider>1</CerbosProvider>)).toThrow(advice);
    window.removeEventListener('error', silence);
    vi.mocked(console.error).mockClear();
  });
});
