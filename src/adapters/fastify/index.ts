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
export { errorHandler } from './guardRoute';
export type { FastifyClerkCerbos, WithCerbos } from './FastifyClerkCerbos';
