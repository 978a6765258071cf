export type { AnyGrant, Grant, GrantTypes } from '../../bridge/guard/Grant';
export type { Rule, TokenType } from '../../bridge/guard/Rule';
export type { ActionRefusal, ReverificationDemand } from '../../answer/returnRefusal';
export { createClerkCerbos } from './createClerkCerbos';
export type { AllowedProps, NextClerkCerbos, RouteContext } from './NextClerkCerbos';
