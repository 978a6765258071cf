export type { AnyGrant, Grant, GrantTypes } from '../../answer/Grant';
export type { Rule } from '../../answer/Rule';
export { createClerkCerbos } from './createClerkCerbos';
export type {
  NextPagesClerkCerbos,
  NextPagesClerkCerbosOptions,
  WithCerbos,
} from './NextPagesClerkCerbos';
