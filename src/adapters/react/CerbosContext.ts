import { createContext, useContext } from 'react';
import { brand } from '../../errors';
import type { DecisionStore } from './createDecisionStore';

/** What a provider gives to what it holds. */
export interface CerbosScope {
  readonly store: DecisionStore;
  /** Whose page is rendered; `undefined` while that is not known. */
  readonly session: string | undefined;
}

export const CerbosContext = createContext<CerbosScope | undefined>(undefined);

/** What the nearest provider gives, if there is one. */
export function useOuterScope(): CerbosScope | undefined {
  return useContext(CerbosContext);
}

/**
 * What the nearest provider gives.
 *
 * @throws ConfigurationError `invalid_configuration` without a provider.
 */
export function useScope(): CerbosScope {
  return useOuterScope() ?? misplaced();
}

/** @throws ConfigurationError, always: the tree lacks a provider, or the provider `useAuth`. */
export function misplaced(): never {
  // By its brand, since the class alone would be a thirtieth of this entry.
  throw Object.assign(
    new Error('Wrap it in <CerbosProvider useAuth={useAuth}>, inside <ClerkProvider>.'),
    { name: 'ConfigurationError', code: 'invalid_configuration', [brand]: 'configuration' },
  );
}
