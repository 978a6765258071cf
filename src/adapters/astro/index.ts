export type {
  AcceptsToken,
  AnyGrant,
  Grant,
  GrantOf,
  GrantTypes,
  Rule,
  TokenType,
} from '../../bridge/guard/Rule';
export type { ReverificationDemand } from '../../answer/runReturningRefusals';
export type {
  ActionErrorClass,
  AstroClerkCerbos,
  AstroClerkCerbosOptions,
  AstroContext,
  AstroRouteContext,
  CerbosMiddlewareOptions,
  GetAuthorizer,
  WithCerbos,
} from './AstroClerkCerbos';
export { createClerkCerbos } from './createClerkCerbos';
