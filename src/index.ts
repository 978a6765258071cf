export type {
  CerbosClient,
  ClientCallOptions,
  ClientCheckRequest,
  ClientCheckResult,
  ClientPlanRequest,
  ClientResourceCheck,
  ClientResourceQuery,
  ClientValue,
} from './ask/types/CerbosClient';
export type {
  Decision,
  DecisionMetadata,
  Effect,
  Output,
  SchemaViolation,
  WithValue,
} from './ask/types/Decision';
export type { DecisionEvent, DecisionOutcome } from './ask/types/DecisionEvent';
export type {
  LoadedResource,
  LoadedValue,
  LoaderContext,
  Loaders,
  LoadMany,
  LoadOne,
} from './ask/types/Loader';
export {
  type Plan,
  type PlanCases,
  PlanKind,
  type PlanMetadata,
  type PlanOperand,
} from './ask/types/Plan';
export type {
  CheckedFields,
  FieldRules,
  ListOptions,
  ListPage,
  ListVerbs,
  PickedFields,
  ReadRows,
} from './ask/types/ListVerbs';
export type {
  Action,
  AnyPolicies,
  Attr,
  Kind,
  Register,
  RegisteredPolicies,
} from './ask/types/Policies';
export type {
  ActionInput,
  AskOptions,
  AuthorizeQuestion,
  CheckEntry,
  CheckQuestion,
  IsAllowedQuestion,
  ItemQuestion,
  NewResource,
  OnDenied,
  PlanQuestion,
  ResourceInput,
  RuleCaller,
  RuleSubject,
} from './ask/types/Question';
export type {
  AllowedTools,
  GuardedTool,
  ToolOf,
  ToolQuestion,
  ToolRefused,
  ToolRule,
} from './ask/types/Tools';
export type {
  Authorizer,
  AuthorizerOf,
  Grant,
  GrantOf,
  Verbs,
  VerbsWithAuthorizer,
} from './ask/types/Verbs';
export {
  cachedAttributes,
  type CachedAttributes,
  type CachedAttributesOptions,
} from './identify/cachedAttributes';
export { NEW_ID } from './ask/readQuestion';
export type { ClerkCerbosOptions } from './bridge/ClerkCerbosOptions';
export { type ClerkCerbos, createClerkCerbos } from './bridge/createClerkCerbos';
export type { Denial, DeniedCode } from './base/Denial';
export {
  ClerkCerbosError,
  type ConfigurationCode,
  ConfigurationError,
  DeniedError,
  type ErrorCode,
  type RejectedCode,
  RejectedError,
  type UnavailableCode,
  UnavailableError,
  UntranslatablePlanError,
} from './base/errors';
export {
  type AnyClerkCerbosError,
  isClerkCerbosError,
  isDenied,
  isUnavailable,
} from './base/isClerkCerbosError';
export type { ClerkAuth } from './identify/ClerkAuth';
export type { Principal, PrincipalAttributes } from './identify/Principal';
export type { ClaimMapping, PrincipalMapping, PrincipalSource } from './identify/PrincipalMapping';
export type { AuxDataOption } from './identify/sessionToken';
export { toPrincipal } from './identify/toPrincipal';
export { toResponse } from './answer/respond';
export type { ToolRefusal } from './answer/toToolRefusal';
export { type HttpAnswer, type Problem, toProblem } from './answer/toProblem';
export type { InitialDecision, InitialDecisions, SessionKey } from './base/wire';
export type { StepUp, StepUpLevel, StepUpPreset } from './base/StepUp';
export type { Attributes, Value } from './base/value';
