import { act } from '@testing-library/react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, it, vi } from 'vitest';
import { CerbosProvider, useIsAllowed } from '../../../src/react';
import { alice, fakeClerk } from './fakeClerk';
import { fakeEndpoint, settled } from './fakeEndpoint';

const endpoint = 'https://app.example.com/api/cerbos';

function May() {
  const { isAllowed } = useIsAllowed({ resource: { kind: 'document', id: '1' }, action: 'view' });
  return isAllowed ? 'yes' : 'no';
}

afterEach(() => {
  vi.unstubAllGlobals();
});

it('where there is no document, as in React Native, the hooks ask by token', async () => {
  const container = document.createElement('div');
  const root = createRoot(container);
  const asked = fakeEndpoint();
  const { useAuth } = fakeClerk(alice);
  // React's renderer for the web goes on with that of the container.
  vi.stubGlobal('document', undefined);
  await act(async () => {
    root.render(
      <CerbosProvider useAuth={useAuth} endpoint={endpoint}>
        <May />
      </CerbosProvider>,
    );
    await settled();
  });
  await act(settled);
  expect(
    asked.map(({ url, headers, init }) => [url, headers.authorization, init.credentials]),
  ).toEqual([[endpoint, 'Bearer token_1', 'omit']]);
  await act(async () => asked[0]?.allow());
  expect(container.textContent).toBe('yes');
  act(() => {
    root.unmount();
  });
});
