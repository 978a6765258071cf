import { useScope } from './CerbosContext';

/** Functions for all decisions of a page. */
export interface Cerbos {
  /** Call it after a change: asks again what is on the page, and forgets the rest. */
  readonly invalidate: () => void;
}

/**
 * Returns functions for all decisions of a page.
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
