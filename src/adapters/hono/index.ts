export type { AnyGrant, Grant, GrantTypes, Rule, TokenType } from '../../bridge/guard/Rule';
export { createClerkCerbos } from './createClerkCerbos';
export type { HonoClerkCerbos, WithCerbos } from './HonoClerkCerbos';
export { onError } from './guardRoute';
