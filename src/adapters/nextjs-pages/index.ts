export type { AnyGrant, Grant, GrantTypes } from '../../bridge/guard/Rule';
export type { Rule } from '../../bridge/guard/Rule';
export { createClerkCerbos } from './createClerkCerbos';
export type {
  NextPagesClerkCerbos,
  NextPagesClerkCerbosOptions,
  WithCerbos,
} from './NextPagesClerkCerbos';
