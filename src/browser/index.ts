export type { ClerkObject, ClerkResources } from './ClerkObject';
export {
  type BrowserQuestion,
  type CerbosStore,
  type CerbosStoreOptions,
  createCerbosStore,
  type DecisionReader,
} from './createCerbosStore';
export type { BrowserDecision } from './createSource';
export type { BrowserAction, BrowserResource, Missing } from './Question';
export { RequestError, requestJson } from './requestJson';
export type { InitialDecision, InitialDecisions, SessionKey } from '../base/wire';
