import { afterEach, vi } from 'vitest';
import { type CerbosStore, createCerbosStore, type InitialDecisions } from '../../../src/browser';
import { fakeEndpoint } from '../react/fakeEndpoint';
import { fakeClerkObject, resourcesOf } from './fakeClerkObject';

export const alice = {
  userId: 'user_alice',
  sessionId: 'sess_a',
  orgId: 'org_1',
  orgRole: 'org:admin',
};
export const bob = { userId: 'user_bob', sessionId: 'sess_b', orgId: 'org_1' };
export const resource = { kind: 'document', id: '1' };
export const edit = { resource, action: 'edit' } as const;

/** What a subscriber showed, one after the other. */
export function watch(
  store: CerbosStore,
  question: () => Parameters<CerbosStore['ask']>[0] = () => edit,
) {
  const shown: string[] = [];
  const stop = store.ask(question()).subscribe(({ isLoading, error, isAllowed, reason }) => {
    const words = isLoading ? 'loading' : (error?.code ?? reason('edit') ?? 'no');
    const word = isAllowed('edit') ? 'yes' : words;
    if (word !== shown.at(-1)) shown.push(word);
  });
  return { shown, stop };
}

export function setUpStore(first = resourcesOf(alice), initialDecisions?: InitialDecisions) {
  const asked = fakeEndpoint();
  const clerk = fakeClerkObject(first);
  const store = createCerbosStore({ clerk, initialDecisions });
  stores.push(store);
  return { asked, clerk, store };
}

// They all listen to one document.
const stores: CerbosStore[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const store of stores.splice(0)) store.destroy();
});
