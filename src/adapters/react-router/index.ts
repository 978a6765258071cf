export type {
  AcceptsToken,
  AnyGrant,
  Grant,
  GrantOf,
  GrantTypes,
  Rule,
  TokenType,
} from '../../bridge/guard/Rule';
export type { DataFunctionArgs, DataFunctionVerbs } from '../../bridge/data-functions/DataFunction';
export { createClerkCerbos, type ReactRouterClerkCerbos } from './createClerkCerbos';
