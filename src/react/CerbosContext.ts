import { type Context, createContext, useContext, version } from 'react';
import { brand } from '../base/errors';
import type { DecisionStore } from './createDecisionStore';

/** What a provider gives to what it holds. */
export interface CerbosScope {
  readonly store: DecisionStore;
  /** Whose page is rendered; `undefined` while that is not known. */
  readonly session: string | undefined;
}

// A page may hold several builds of this module: ES and CommonJS, this entry's and the inspector's.
// A provider of one gives to the hooks of all, as long as they share a React.
const name = Symbol.for(`clerk-cerbos.react@${version}`);
// Nobody else has the symbol, so what stands there is what stands here.
const shared = globalThis as Record<symbol, Context<CerbosScope | undefined> | undefined>;

export const CerbosContext = (shared[name] ??= createContext<CerbosScope | undefined>(undefined));

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
  // Not the class itself: it would add a thirtieth to the size of this entry.
  const code = 'invalid_configuration';
  throw Object.assign(
    new Error(`Wrap this component in <CerbosProvider useAuth={useAuth}>. [${code}]`),
    { name: 'ConfigurationError', code, [brand]: 'configuration' },
  );
}
