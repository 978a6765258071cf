import type { Kind } from '../ask/types/Policies';
import type { BrowserAction, BrowserResource } from './Question';
import { useDecision } from './useDecision';

/** What `useIsAllowed` is asked. */
export interface IsAllowedInput<K extends Kind> {
  readonly resource: BrowserResource<K>;
  readonly action: BrowserAction<K>;
}

/** What is known about one action on one resource. */
export interface IsAllowed {
  /** Nothing is known yet. */
  readonly isLoading: boolean;
  /** Only an explicit allow of the server counts. */
  readonly isAllowed: boolean;
  /** Why there is no answer; nothing is allowed then. */
  readonly error: Error | undefined;
}

/**
 * May whoever is signed in do this? A new resource or action is a new question.
 *
 * @throws ConfigurationError without a provider.
 *
 * @example
 * ```tsx
 * import { useIsAllowed } from 'clerk-cerbos/react';
 *
 * export function EditButton({ id }: { id: string }) {
 *   const { isAllowed } = useIsAllowed({ resource: { kind: 'document', id }, action: 'edit' });
 *   return <button disabled={!isAllowed}>Edit</button>;
 * }
 * ```
 */
export function useIsAllowed<const K extends Kind>({
  resource,
  action,
}: IsAllowedInput<K>): IsAllowed {
  const { isLoading, error, allAllowed } = useDecision(resource, [action]);
  return { isLoading, isAllowed: allAllowed(), error };
}
