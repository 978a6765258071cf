/**
 * Types that stand in the signatures of the entries. An app need not name them, so no entry
 * exports them.
 */
export type {
  ClientCallOptions,
  ClientCheckRequest,
  ClientCheckResult,
  ClientPlanRequest,
  ClientResourceCheck,
  ClientResourceQuery,
  ClientValue,
} from '../../src/ask/types/CerbosClient';
export type { SchemaViolation } from '../../src/ask/types/Decision';
export type {
  ActionInput,
  AuthorizeQuestion,
  IsAllowedQuestion,
  OnDenied,
  PlanQuestion,
} from '../../src/ask/types/Question';
export type { Verbs, VerbsWithAuthorizer } from '../../src/ask/types/Verbs';
export type { DeniedCode, Denial } from '../../src/base/Denial';
export type { ConfigurationCode, RejectedCode, UnavailableCode } from '../../src/base/errors';
export type { DataFunctionVerbs } from '../../src/bridge/data-functions/DataFunction';
export type {
  AcceptsToken,
  GrantOf,
  GrantTypes,
  SessionTokensOnly,
} from '../../src/bridge/guard/Rule';
export type { AuxDataOption } from '../../src/identify/sessionToken';
export type { PagesRequest } from '../../src/adapters/nextjs-pages/NextPagesClerkCerbos';
export type { TokenOptions } from '../../src/testing/sandbox/MachineTokenOptions';
