import type { Kind, RegisteredPolicies } from '../ask/types/Policies';
import type { BrowserDecision } from '../browser/createSource';
import type { BrowserAction, BrowserResource, Missing } from '../browser/Question';
import { useDecision } from './useDecision';

/** The question of `useCheckResource`. */
export interface CheckResourceInput<
  K extends Kind<Policies>,
  Policies extends object = RegisteredPolicies,
> {
  readonly resource: BrowserResource<K, Policies> | Missing;
  readonly actions: readonly BrowserAction<K, Policies>[];
}

/**
 * What may the user do with a resource?
 *
 * @param question - or its resource, or its id: `undefined` while it is not known yet, which is
 * loading; `null` if there is nothing to ask about, which allows nothing and is no error.
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
export function useCheckResource<const K extends Kind>(
  question: CheckResourceInput<K> | Missing,
): BrowserDecision<BrowserAction<K>> {
  return useDecision<BrowserAction<K>>(
    question ? question.resource : question,
    question ? question.actions : [],
  );
}
