'use client';

export { Allowed, type AllowedProps } from './Allowed';
export { CerbosProvider, type CerbosProviderProps } from './CerbosProvider';
export type { ClerkPageAuth, ClerkUseAuth } from './ClerkUseAuth';
export { createHooks, type Hooks } from './createHooks';
export type { BrowserAction, BrowserResource, Missing } from './Question';
export { RequestError } from './requestJson';
export { requestJson } from './requestJson';
export { type Cerbos, useCerbos } from './useCerbos';
export { type CheckResourceInput, useCheckResource } from './useCheckResource';
export {
  type ActionOfEntry,
  type BrowserCheckEntry,
  type CheckResourcesInput,
  useCheckResources,
} from './useCheckResources';
export type { BrowserDecision } from './useDecision';
export { type IsAllowed, type IsAllowedInput, useIsAllowed } from './useIsAllowed';
export type { InitialDecision, InitialDecisions, SessionKey } from '../base/wire';
