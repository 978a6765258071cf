import type { ReactNode } from 'react';
import type { Kind, RegisteredPolicies } from '../ask/types/Policies';
import type { ActionInput } from '../ask/types/Question';
import {
  actionsOf,
  type BrowserAction,
  type BrowserResource,
  type Missing,
} from '../browser/Question';
import { useDecision } from './useDecision';

/** The props of `<Allowed>` in the browser. */
export type AllowedProps<
  K extends Kind<Policies>,
  Policies extends object = RegisteredPolicies,
> = ActionInput<BrowserAction<K, Policies>> & {
  /** `undefined`, or with such an id: shows `loading`. `null`: shows `fallback`. */
  readonly resource: BrowserResource<K, Policies> | Missing;
  readonly children?: ReactNode;
  /** Shown if an action is not allowed, or if there is no answer. Default: nothing. */
  readonly fallback?: ReactNode;
  /** Shown until there is an answer. Default: nothing. */
  readonly loading?: ReactNode;
};

/**
 * Shows its children if the user may do all of the actions. It only hides: users can read
 * everything that is in the page, so the server must check again.
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
  const { resource, children, fallback, loading } = props;
  const decision = useDecision(resource, actionsOf(props));
  if (decision.isLoading && !decision.error) return loading;
  return decision.allAllowed() ? children : fallback;
}
