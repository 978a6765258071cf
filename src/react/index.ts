'use client';

export { Allowed, type AllowedProps } from './Allowed';
export type { AppStateLike } from './AppStateLike';
export type { ClerkPageAuth } from '../browser/ClerkPageAuth';
export { CerbosProvider, type CerbosProviderProps, type ClerkUseAuth } from './CerbosProvider';
export { createHooks, type Hooks } from './createHooks';
export type { BrowserAction, BrowserResource, Missing } from '../browser/Question';
export { RequestError } from '../browser/requestJson';
export { requestJson } from '../browser/requestJson';
export { type Cerbos, useCerbos } from './useCerbos';
export { type CheckResourceInput, useCheckResource } from './useCheckResource';
export {
  type ActionOfEntry,
  type BrowserCheckEntry,
  type CheckResourcesInput,
  useCheckResources,
} from './useCheckResources';
export type { BrowserDecision } from '../browser/createSource';
export { type IsAllowed, type IsAllowedInput, useIsAllowed } from './useIsAllowed';
export type { InitialDecision, InitialDecisions, SessionKey } from '../base/wire';
