export type {
  AcceptsToken,
  AnyGrant,
  Grant,
  GrantOf,
  GrantTypes,
  Rule,
  SessionTokensOnly,
  TokenType,
} from '../../bridge/guard/Rule';
export type { DataFunctionArgs, DataFunctionVerbs } from '../../bridge/data-functions/DataFunction';
export {
  createClerkCerbos,
  type RemixClerkCerbos,
  type RemixClerkCerbosOptions,
} from './createClerkCerbos';
