export type { AnyGrant, Grant, GrantTypes } from '../../answer/Grant';
export type { Rule, TokenType } from '../../answer/Rule';
export type { ActionRefusal, ReverificationDemand } from '../../answer/ActionRefusal';
export { createClerkCerbos } from './createClerkCerbos';
export type { AllowedProps, NextClerkCerbos, RouteContext } from './NextClerkCerbos';
