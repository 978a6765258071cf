import { useMemo, useSyncExternalStore } from 'react';
import { type BrowserDecision, createSource } from '../browser/createSource';
import { encodeQuestions, type MaybeResource } from '../browser/Question';
import { useScope } from './CerbosContext';

/**
 * Asks about actions on a resource, together with all questions of this tick.
 *
 * @returns the same object until something changes.
 */
export function useDecision<A extends string>(
  resource: MaybeResource,
  actions: readonly A[],
): BrowserDecision<A> {
  const scope = useScope();
  const encoded = encodeQuestions(resource, actions);
  const { watch, read, readOnServer } = useMemo(
    () => createSource<A>(scope, encoded),
    [scope, encoded],
  );
  // A part of the page may hydrate after its question was answered: it must show its HTML first.
  return useSyncExternalStore(watch, read, readOnServer);
}
