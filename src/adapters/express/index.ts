export type { AnyGrant, Grant, GrantTypes } from '../../bridge/guard/Rule';
export type { Rule, TokenType } from '../../bridge/guard/Rule';
export { createClerkCerbos } from './createClerkCerbos';
export { errorHandler } from './errorHandler';
export type { ExpressClerkCerbos, WithCerbos } from './ExpressClerkCerbos';
