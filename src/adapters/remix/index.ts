export type { AnyGrant, Grant, GrantTypes, Rule, TokenType } from '../../bridge/guard/Rule';
export type { DataFunctionArgs } from '../../bridge/data-functions/DataFunction';
export {
  createClerkCerbos,
  type RemixClerkCerbos,
  type RemixClerkCerbosOptions,
} from './createClerkCerbos';
