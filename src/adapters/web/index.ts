export type { GrantFor, GrantRule } from '../../bridge/guard/GrantFor';
export type {
  AcceptsToken,
  AnyGrant,
  Grant,
  GrantOf,
  GrantTypes,
  Rule,
  TokenType,
} from '../../bridge/guard/Rule';
export type { AuthOptions } from '../../bridge/Framework';
export { createClerkCerbos } from './createClerkCerbos';
export {
  type ClerkBackendAuth,
  type ClerkBackendOptions,
  fromClerkBackend,
} from './fromClerkBackend';
export type { WebAuth, WebClerkCerbos, WebClerkCerbosOptions } from './WebClerkCerbos';
