import type { Kind, RegisteredPolicies } from '../ask/types/Policies';
import type { BrowserAction, BrowserResource, Missing } from '../browser/Question';
import type { RequestError } from '../browser/requestJson';
import { useDecision } from './useDecision';

/** The question of `useIsAllowed`. */
export interface IsAllowedInput<
  K extends Kind<Policies>,
  Policies extends object = RegisteredPolicies,
> {
  readonly resource: BrowserResource<K, Policies> | Missing;
  readonly action: BrowserAction<K, Policies>;
}

/** The answer for one action on one resource. */
export interface IsAllowed {
  /** True while there is no answer, also while the resource or its id is `undefined`. */
  readonly isLoading: boolean;
  /** True only if the server explicitly allows it. */
  readonly isAllowed: boolean;
  /** The error, if there is no answer. Then nothing is allowed. */
  readonly error: RequestError | undefined;
  /** The policy's own words, if it denies the action and says why. It is text, not HTML. */
  readonly reason: string | undefined;
}

/**
 * May the user do this? Another resource or action is a new question.
 *
 * @param question - or its resource, or its id: `undefined` while it is not known yet, which is
 * loading; `null` if there is nothing to ask about, which is not allowed, not loading and no error.
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
export function useIsAllowed<const K extends Kind>(
  question: IsAllowedInput<K> | Missing,
): IsAllowed {
  const { isLoading, error, allAllowed, reason } = useDecision(
    question ? question.resource : question,
    question ? [question.action] : [],
  );
  return {
    isLoading,
    isAllowed: allAllowed(),
    error,
    reason: question ? reason(question.action) : undefined,
  };
}
