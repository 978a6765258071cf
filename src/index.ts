export type { CerbosClient } from './ask/types/CerbosClient';
export type {
  Decision,
  DecisionMetadata,
  Effect,
  Output,
  Plan,
  PlanCases,
} from './ask/types/Decision';
export type { DecisionEvent, DecisionOutcome } from './ask/types/DecisionEvent';
export type { LoadedResource, LoaderContext, Loaders, LoadMany, LoadOne } from './ask/types/Loader';
export type {
  Action,
  AnyPolicies,
  Attr,
  Kind,
  Register,
  RegisteredPolicies,
} from './ask/types/Policies';
export type { AskOptions, CheckEntry, CheckQuestion, ResourceInput } from './ask/types/Question';
export type { Authorizer, Verbs } from './ask/types/Verbs';
export {
  cachedAttributes,
  type CachedAttributes,
  type CachedAttributesOptions,
} from './identify/cachedAttributes';
export type { ClerkCerbosOptions } from './bridge/ClerkCerbosOptions';
export { type ClerkCerbos, createClerkCerbos } from './bridge/createClerkCerbos';
export {
  type AnyClerkCerbosError,
  ClerkCerbosError,
  ConfigurationError,
  DeniedError,
  type ErrorCode,
  isClerkCerbosError,
  isDenied,
  isUnavailable,
  RejectedError,
  UnavailableError,
} from './base/errors';
export type { ClerkAuth } from './identify/ClerkAuth';
export type { Principal, PrincipalAttributes } from './identify/Principal';
export type { ClaimMapping, PrincipalMapping, PrincipalSource } from './identify/PrincipalMapping';
export { toPrincipal } from './identify/toPrincipal';
export type { StepUp, StepUpLevel, StepUpPreset } from './base/wire';
export type { Attributes, Value } from './base/value';
