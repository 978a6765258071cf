export type { AnyGrant, Grant, GrantTypes } from '../../answer/Grant';
export type { Rule, TokenType } from '../../answer/Rule';
export { createClerkCerbos } from './createClerkCerbos';
export { errorHandler } from './errorHandler';
export type { FastifyClerkCerbos, WithCerbos } from './FastifyClerkCerbos';
