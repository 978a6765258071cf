import { useScope } from './CerbosContext';

/** What can be done with all decisions of a page. */
export interface Cerbos {
  /** After something was changed: asks anew what is on the page, and forgets the rest. */
  readonly invalidate: () => void;
}

/**
 * For what concerns all decisions of a page.
 *
 * @throws ConfigurationError without a provider.
 *
 * @example
 * ```tsx
 * import { requestJson, useCerbos } from 'clerk-cerbos/react';
 *
 * export function Publish({ id }: { id: string }) {
 *   const { invalidate } = useCerbos();
 *   const publish = () => requestJson(`/api/documents/${id}/publish`, { method: 'POST' });
 *   return <button onClick={() => void publish().finally(invalidate)}>Publish</button>;
 * }
 * ```
 */
export function useCerbos(): Cerbos {
  return useScope().store;
}
