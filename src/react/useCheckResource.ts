import type { Kind } from '../ask/types/Policies';
import type { BrowserAction, BrowserResource } from './Question';
import { type BrowserDecision, useDecision } from './useDecision';

/** The question of `useCheckResource`. */
export interface CheckResourceInput<K extends Kind> {
  readonly resource: BrowserResource<K>;
  readonly actions: readonly BrowserAction<K>[];
}

/**
 * What may the user do with a resource?
 *
 * @returns the same object until something changes.
 * @throws ConfigurationError without a provider.
 *
 * @example
 * ```tsx
 * import { useCheckResource } from 'clerk-cerbos/react';
 *
 * export function Menu({ id }: { id: string }) {
 *   const document = useCheckResource({ resource: { kind: 'document', id }, actions: ['edit', 'delete'] });
 *   return <menu>{document.allowedActions().map((action) => <li key={action}>{action}</li>)}</menu>;
 * }
 * ```
 */
export function useCheckResource<const K extends Kind>({
  resource,
  actions,
}: CheckResourceInput<K>): BrowserDecision<BrowserAction<K>> {
  return useDecision<BrowserAction<K>>(resource, actions);
}
