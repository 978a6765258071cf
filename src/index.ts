export type { CerbosClient } from './ask/CerbosClient';
export type { Decision, DecisionMetadata, Effect, Output } from './ask/Decision';
export type { DecisionEvent, DecisionOutcome } from './ask/DecisionEvent';
export type { LoadedResource, LoaderContext, Loaders, LoadMany, LoadOne } from './ask/Loader';
export type { Plan, PlanCases } from './ask/Plan';
export type { Action, AnyPolicies, Attr, Kind, Register, RegisteredPolicies } from './ask/Policies';
export type { AskOptions, CheckEntry, CheckQuestion, ResourceInput } from './ask/Question';
export type { Authorizer, Verbs } from './ask/Verbs';
export {
  cachedAttributes,
  type CachedAttributes,
  type CachedAttributesOptions,
} from './cachedAttributes';
export type { ClerkCerbosOptions } from './ClerkCerbosOptions';
export { type ClerkCerbos, createClerkCerbos } from './createClerkCerbos';
export { isClerkCerbosError, isDenied, isUnavailable } from './errorGuards';
export {
  type AnyClerkCerbosError,
  ClerkCerbosError,
  ConfigurationError,
  DeniedError,
  type ErrorCode,
  RejectedError,
  UnavailableError,
} from './errors';
export type { ClerkAuth } from './identify/ClerkAuth';
export type { Principal, PrincipalAttributes } from './identify/Principal';
export type { ClaimMapping, PrincipalMapping, PrincipalSource } from './identify/PrincipalMapping';
export { toPrincipal } from './identify/toPrincipal';
export type { StepUp, StepUpLevel, StepUpPreset } from './StepUp';
export type { Attributes, Value } from './value';
