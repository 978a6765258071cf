export type { AnyGrant, Grant, GrantTypes } from '../../answer/Grant';
export type { Rule, TokenType } from '../../answer/Rule';
export type { DataFunctionArgs } from '../../DataFunction';
export {
  createClerkCerbos,
  type RemixClerkCerbos,
  type RemixClerkCerbosOptions,
} from './createClerkCerbos';
