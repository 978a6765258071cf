import { useMemo, useSyncExternalStore } from 'react';
import type { Kind, RegisteredPolicies } from '../ask/types/Policies';
import { useScope } from './CerbosContext';
import { type BrowserAction, encodeQuestions, type Missing } from '../browser/Question';
import type { CheckResourceInput } from './useCheckResource';
import { type BrowserDecision, createSource, type Source } from '../browser/createSource';

/** One item of `useCheckResources`. The actions belong to the kind. */
export type BrowserCheckEntry<Policies extends object = RegisteredPolicies> = {
  [K in Kind<Policies>]: CheckResourceInput<K, Policies>;
}[Kind<Policies>];

/** The question of `useCheckResources`. */
export interface CheckResourcesInput<E> {
  readonly resources: readonly (E | Missing)[] | Missing;
}

/** All actions that can be asked about the kinds of some items. */
export type ActionOfEntry<
  E extends BrowserCheckEntry<Policies>,
  Policies extends object = RegisteredPolicies,
> = BrowserAction<NonNullable<E['resource']>['kind'], Policies>;

/**
 * What may the user do with each resource of a list? For menus and tables, since a hook can't be
 * called in a loop. The whole list is one request.
 *
 * @param question - `null` or `undefined`, or such `resources`, are an empty list. An item, its
 * resource or its id is `undefined` while it is not known yet, which is loading, and `null` if there
 * is nothing to ask about.
 * @returns the decisions, in the order of the list; the same array until something changes.
 * @throws ConfigurationError without a provider.
 *
 * @example
 * ```tsx
 * import { useCheckResources } from 'clerk-cerbos/react';
 *
 * export function Rows({ ids }: { ids: readonly string[] }) {
 *   const decisions = useCheckResources({
 *     resources: ids.map((id) => ({ resource: { kind: 'document', id }, actions: ['edit'] })),
 *   });
 *   return ids.map((id, row) => (
 *     <button key={id} disabled={decisions[row]?.isAllowed('edit') !== true}>Edit</button>
 *   ));
 * }
 * ```
 */
export function useCheckResources<const E extends BrowserCheckEntry>(
  question: CheckResourcesInput<E> | Missing,
): readonly BrowserDecision<ActionOfEntry<E>>[] {
  const scope = useScope();
  const items: readonly (BrowserCheckEntry | Missing)[] = question?.resources ?? [];
  const encoded = JSON.stringify(
    items.map((item) =>
      item ? encodeQuestions(item.resource, item.actions) : encodeQuestions(item, []),
    ),
  );
  const { watch, read, readOnServer } = useMemo(() => {
    // It was encoded above.
    const all = JSON.parse(encoded) as string[];
    return joinSources(all.map((one) => createSource<ActionOfEntry<E>>(scope, one)));
  }, [scope, encoded]);
  return useSyncExternalStore(watch, read, readOnServer);
}

function joinSources<T>(sources: readonly Source<T>[]): Source<readonly T[]> {
  return {
    watch(onChange) {
      const stops = sources.map(({ watch }) => watch(onChange));
      return () => stops.forEach((stop) => stop());
    },
    read: joinReads(sources.map(({ read }) => read)),
    readOnServer: joinReads(sources.map(({ readOnServer }) => readOnServer)),
  };
}

function joinReads<T>(reads: readonly (() => T)[]): () => readonly T[] {
  let known: readonly T[] | undefined;
  return () => {
    const values = reads.map((read) => read());
    if (!known || values.some((value, index) => value !== known?.[index])) known = values;
    return known;
  };
}
