import type { ReactNode } from 'react';
import type { Kind } from '../ask/types/Policies';
import type { ActionInput } from '../ask/types/Question';
import type { BrowserAction, BrowserResource } from './Question';
import { useDecision } from './useDecision';

/** What is shown to those who may, and what to everybody else. */
export type AllowedProps<K extends Kind> = ActionInput<BrowserAction<K>> & {
  readonly resource: BrowserResource<K>;
  readonly children?: ReactNode;
  /** What everybody else sees, also when there is no answer. Default: nothing. */
  readonly fallback?: ReactNode;
  /** What is seen until there is an answer. Default: nothing. */
  readonly loading?: ReactNode;
};

/**
 * Shows its children to those who may do all of this. It hides, it does not protect: what is in
 * the page can be read, so the server checks again.
 *
 * @throws ConfigurationError without a provider.
 *
 * @example
 * ```tsx
 * import { Allowed } from 'clerk-cerbos/react';
 *
 * export const Edit = ({ id }: { id: string }) => (
 *   <Allowed resource={{ kind: 'document', id }} action="edit" fallback="Read only">
 *     <button>Edit</button>
 *   </Allowed>
 * );
 * ```
 */
export function Allowed<const K extends Kind>(props: AllowedProps<K>): ReactNode {
  // Typed, but not everybody compiles: both is no question, so the fallback is shown.
  const { action = '', actions }: Loose = props;
  const { resource, children, fallback, loading } = props;
  const decision = useDecision(resource, actions ? (action ? [] : actions) : [action]);
  if (decision.isLoading && !decision.error) return loading;
  return decision.allAllowed() ? children : fallback;
}

interface Loose {
  readonly action?: string;
  readonly actions?: readonly string[];
}
