export type {
  AcceptsToken,
  AnyGrant,
  Grant,
  GrantOf,
  GrantTypes,
  Rule,
  TokenType,
} from '../../bridge/guard/Rule';
export type { GrantFor, GrantRule } from '../../bridge/guard/GrantFor';
export type { ReverificationDemand } from '../../answer/runReturningRefusals';
export type {
  ActionErrorClass,
  AstroClerkCerbos,
  AstroClerkCerbosOptions,
  AstroContext,
  AstroRouteContext,
  CerbosMiddlewareOptions,
  GetAuthorizer,
} from './AstroClerkCerbos';
export { createClerkCerbos } from './createClerkCerbos';
