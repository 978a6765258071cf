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
export { createClerkCerbos } from './createClerkCerbos';
export { errorHandler } from './errorHandler';
export type { ExpressClerkCerbos, WithCerbos } from './ExpressClerkCerbos';
