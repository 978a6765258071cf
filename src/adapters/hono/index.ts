export type { AnyGrant, Grant, GrantTypes } from '../../answer/Grant';
export type { Rule, TokenType } from '../../answer/Rule';
export { createClerkCerbos } from './createClerkCerbos';
export type { HonoClerkCerbos, WithCerbos } from './HonoClerkCerbos';
export { onError } from './onError';
