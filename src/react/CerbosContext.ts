import { type Context, createContext, useContext, version } from 'react';
import { brand } from '../base/errors';
import type { InitialDecisions } from '../base/wire';
import type { DecisionStore } from './createDecisionStore';

/** What a provider gives to the components inside it. */
export interface CerbosScope {
  readonly store: DecisionStore;
  /** The session of the page; `undefined` while it is unknown. */
  readonly session: string | undefined;
  /** What the providers around it were first given, the innermost first. */
  readonly seeds: readonly InitialDecisions[];
}

// A page may contain several builds of this module (ES and CommonJS, this entry and the inspector).
// They share the context, as long as they share a React.
const name = Symbol.for(`clerk-cerbos.react@${version}`);
// Only this package uses the symbol, so the value has this type.
const shared = globalThis as Record<symbol, Context<CerbosScope | undefined> | undefined>;

export const CerbosContext: Context<CerbosScope | undefined> = (shared[name] ??= createContext<
  CerbosScope | undefined
>(undefined));

/** The scope of the nearest provider, if there is one. */
export function useOuterScope(): CerbosScope | undefined {
  return useContext(CerbosContext);
}

/**
 * The scope of the nearest provider.
 *
 * @throws ConfigurationError `invalid_configuration` without a provider.
 */
export function useScope(): CerbosScope {
  return useOuterScope() ?? misplaced();
}

/** @throws ConfigurationError, always: there is no provider, or the provider has no `useAuth`. */
export function misplaced(): never {
  // Not the class itself: it would add a thirtieth to the size of this entry.
  const code = 'invalid_configuration';
  throw Object.assign(
    new Error(`Wrap this component in <CerbosProvider useAuth={useAuth}>. [${code}]`),
    { name: 'ConfigurationError', code, [brand]: 'configuration' },
  );
}
