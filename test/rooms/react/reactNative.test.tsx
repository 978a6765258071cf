// @vitest-environment node
import { createRequire } from 'node:module';
import { act, Component, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CerbosProvider, type CerbosProviderProps, useIsAllowed } from '../../../src/react';
import { alice, bob, fakeClerk, nobody } from './fakeClerk';
import { fakeEndpoint, settled } from './fakeEndpoint';

// It brings no types.
const { JSDOM } = createRequire(import.meta.url)('jsdom') as {
  JSDOM: new (html: string) => { readonly window: { readonly document: Document } };
};

const endpoint = 'https://app.example.com/api/cerbos';

/** As `AppState` of React Native: a change sets its state and tells its listeners. */
function fakeAppState() {
  const listeners = new Set<(state: string) => void>();
  const appState = {
    currentState: 'active',
    addEventListener(_type: 'change', listener: (state: string) => void) {
      listeners.add(listener);
      return { remove: () => listeners.delete(listener) };
    },
  };
  return {
    appState,
    listeners,
    goTo: (state: string) =>
      act(async () => {
        appState.currentState = state;
        for (const listener of listeners) listener(state);
        await settled();
      }),
  };
}

function May() {
  const { isAllowed, error } = useIsAllowed({
    resource: { kind: 'document', id: '1' },
    action: 'view',
  });
  return isAllowed ? 'yes' : (error?.code ?? 'no');
}

class Boundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};
  static getDerivedStateFromError = (error: Error) => ({ error });
  override render() {
    return this.state.error ? this.state.error.message : this.props.children;
  }
}

let root: Root;
let container: Element;
const unmount = () => act(() => root.unmount());

beforeEach(() => {
  // React's renderer needs a tree to write to. It is no global, and neither is what belongs to it.
  container = new JSDOM('<main></main>').window.document.querySelector('main') as Element;
  root = createRoot(container, { onCaughtError: () => undefined });
  // React Native has this, and no more of a page.
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  // The renderer of React 18 looks for it; nothing is one.
  vi.stubGlobal('HTMLIFrameElement', vi.fn());
});
afterEach(() => {
  unmount();
  vi.unstubAllGlobals();
});

function render(props: Omit<CerbosProviderProps, 'children'>) {
  return act(async () => {
    root.render(
      <Boundary>
        <CerbosProvider {...props}>
          <May />
        </CerbosProvider>
      </Boundary>,
    );
    await settled();
  });
}

async function renderAllowed(asked: ReturnType<typeof fakeEndpoint>, props: CerbosProviderProps) {
  await render(props);
  await act(async () => asked[0]?.allow());
  expect(container.textContent).toBe('yes');
}

describe('where there is no document and no location, as in React Native', () => {
  it('there is none in this test', () => {
    expect([typeof document, typeof location, typeof window]).toEqual([
      'undefined',
      'undefined',
      'object',
    ]);
  });

  it('the hooks ask by token, without cookies', async () => {
    const asked = fakeEndpoint();
    await renderAllowed(asked, { ...fakeClerk(alice), endpoint });
    expect(
      asked.map(({ url, headers, init }) => [url, headers.authorization, init.credentials]),
    ).toEqual([[endpoint, 'Bearer token_1', 'omit']]);
  });

  it.each([undefined, '/api/cerbos', 'app.example.com/api/cerbos'])(
    'the provider throws for the endpoint %s and says what to write',
    async (path) => {
      const asked = fakeEndpoint();
      await render({ ...fakeClerk(alice), ...(path !== undefined && { endpoint: path }) });
      expect(container.textContent).toMatch(
        /^Write a full URL as the endpoint: .* \[invalid_configuration\]$/,
      );
      expect(asked).toEqual([]);
      // React 18 repeats there what the boundary has caught.
      vi.mocked(console.error).mockClear();
    },
  );

  it('the hooks ask again when the app comes to the front', async () => {
    const asked = fakeEndpoint();
    const { appState, goTo } = fakeAppState();
    await renderAllowed(asked, { ...fakeClerk(alice), endpoint, appState });
    for (const state of ['inactive', 'background', 'inactive']) await goTo(state);
    expect(asked).toHaveLength(1);
    await goTo('active');
    expect(asked).toHaveLength(2);
    expect(container.textContent).toBe('yes');
    await act(async () => asked[1]?.allow(() => false));
    expect(container.textContent).toBe('no');
  });

  it('what failed is asked again after its time, but not while the app is in the background', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = fakeEndpoint();
    const { appState, goTo } = fakeAppState();
    await render({ ...fakeClerk(alice), endpoint, appState });
    const outage = { status: 503, title: 'Service Unavailable', code: 'pdp_unreachable' };
    const fail = (index: number) =>
      act(async () => asked[index]?.answer(503, outage, { 'retry-after': '1' }));
    const wait = () =>
      act(async () => {
        vi.advanceTimersByTime(60_000);
        await settled();
      });

    await fail(0);
    expect(container.textContent).toBe('pdp_unreachable');
    await wait();
    expect(asked).toHaveLength(2);
    await fail(1);
    await goTo('background');
    await wait();
    expect(asked).toHaveLength(2);
    await goTo('active');
    expect(asked).toHaveLength(3);
    await act(async () => asked[2]?.allow());
    expect(container.textContent).toBe('yes');
    vi.useRealTimers();
  });

  it('no answer outlives the session', async () => {
    const asked = fakeEndpoint();
    const clerk = fakeClerk(alice);
    await renderAllowed(asked, { ...clerk, endpoint });
    for (const next of [bob, nobody]) {
      await act(async () => {
        clerk.say(next);
        await settled();
      });
      expect(container.textContent).toBe('no');
    }
    expect(asked.map(({ session }) => session.userId)).toEqual(['user_alice', 'user_bob', '']);
  });

  it('the provider stops listening to the app when it is unmounted', async () => {
    const { appState, listeners } = fakeAppState();
    await renderAllowed(fakeEndpoint(), { ...fakeClerk(alice), endpoint, appState });
    expect(listeners.size).toBe(1);
    unmount();
    expect(listeners.size).toBe(0);
  });
});
