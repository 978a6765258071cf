export type {
  AcceptsToken,
  AnyGrant,
  Grant,
  GrantOf,
  GrantTypes,
  Rule,
  TokenType,
} from '../../bridge/guard/Rule';
export type { ActionRefusal, ReverificationDemand } from '../../answer/runReturningRefusals';
export { createClerkCerbos } from './createClerkCerbos';
export type { ServerFnArgs, ServerRouteArgs, TanStackClerkCerbos } from './TanStackClerkCerbos';
