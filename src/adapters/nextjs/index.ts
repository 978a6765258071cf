export type { AnyGrant, Grant, GrantTypes } from '../../answer/Grant';
export type { Rule, TokenType } from '../../answer/Rule';
export { createClerkCerbos, type NextClerkCerbos, type RouteContext } from './createClerkCerbos';
