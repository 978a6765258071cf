import { type Context, createContext, useContext, version } from 'react';
import type { SessionScope } from '../browser/createSource';
import { misconfigured } from '../browser/misconfigured';

// A page may contain several builds of this module (ES and CommonJS, this entry and the inspector).
// They share the context, as long as they share a React.
const name = Symbol.for(`clerk-cerbos.react@${version}`);
// Only this package uses the symbol, so the value has this type.
const shared = globalThis as Record<symbol, Context<SessionScope | undefined> | undefined>;

export const CerbosContext: Context<SessionScope | undefined> = (shared[name] ??= createContext<
  SessionScope | undefined
>(undefined));

/** The scope of the nearest provider, if there is one. */
export function useOuterScope(): SessionScope | undefined {
  return useContext(CerbosContext);
}

/**
 * The scope of the nearest provider.
 *
 * @throws ConfigurationError `invalid_configuration` without a provider.
 */
export function useScope(): SessionScope {
  return useOuterScope() ?? misplaced();
}

/** @throws ConfigurationError, always: there is no provider, or the provider has no `useAuth`. */
export function misplaced(): never {
  return misconfigured('Wrap this component in <CerbosProvider useAuth={useAuth}>.');
}
