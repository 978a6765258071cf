import type { ReactNode } from 'react';
import type { Kind, RegisteredPolicies } from '../ask/types/Policies';
import { Allowed, type AllowedProps } from './Allowed';
import type { BrowserAction, Missing } from '../browser/Question';
import { type CheckResourceInput, useCheckResource } from './useCheckResource';
import {
  type ActionOfEntry,
  type BrowserCheckEntry,
  type CheckResourcesInput,
  useCheckResources,
} from './useCheckResources';
import type { BrowserDecision } from '../browser/createSource';
import { type IsAllowed, type IsAllowedInput, useIsAllowed } from './useIsAllowed';

/** What asks about policies in the browser, typed for the policies of one app. */
export interface Hooks<Policies extends object = RegisteredPolicies> {
  readonly Allowed: <const K extends Kind<Policies>>(props: AllowedProps<K, Policies>) => ReactNode;
  readonly useCheckResource: <const K extends Kind<Policies>>(
    question: CheckResourceInput<K, Policies> | Missing,
  ) => BrowserDecision<BrowserAction<K, Policies>>;
  readonly useCheckResources: <const E extends BrowserCheckEntry<Policies>>(
    question: CheckResourcesInput<E> | Missing,
  ) => readonly BrowserDecision<ActionOfEntry<E, Policies>>[];
  readonly useIsAllowed: <const K extends Kind<Policies>>(
    question: IsAllowedInput<K, Policies> | Missing,
  ) => IsAllowed;
}

/**
 * Gives the hooks and `<Allowed>` the types of one app's policies, for a program with several apps:
 * `Register` is one for the whole program. They are the same functions as those that this entry
 * exports. Call it once, in a module of the browser (`'use client'`).
 *
 * @example
 * ```tsx
 * 'use client';
 * import { createHooks } from 'clerk-cerbos/react';
 *
 * interface Policies {
 *   invoice: { actions: 'view' | 'pay'; attr: { orgId: string } };
 * }
 *
 * export const { Allowed, useCheckResource, useIsAllowed } = createHooks<Policies>();
 * ```
 */
export function createHooks<Policies extends object = RegisteredPolicies>(): Hooks<Policies> {
  // The type parameter only restricts the arguments; it does not change what a hook does.
  return {
    Allowed,
    useCheckResource,
    useCheckResources,
    useIsAllowed,
  } as unknown as Hooks<Policies>;
}
