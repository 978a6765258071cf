export type { CerbosServer, StartCerbosOptions } from './cerbos/CerbosServer';
export { startCerbos } from './cerbos/startCerbos';
export type { ListComparison, ListMismatch } from './lists/compareListWithChecks';
export { expectListMatchesChecks } from './lists/expectListMatchesChecks';
export type {
  ListAuthorizer,
  ListedRow,
  ListExpectation,
  ListMapping,
} from './lists/ListExpectation';
export type {
  ClerkSandbox,
  ClerkSandboxOptions,
  SandboxMembership,
  SandboxOrganization,
  SandboxSignIn,
  SandboxSignInOptions,
  SandboxUser,
} from './sandbox/ClerkSandbox';
export type {
  ApiKeyOptions,
  M2MTokenOptions,
  OAuthTokenOptions,
  SandboxMachineToken,
  TokenOptions,
} from './sandbox/MachineTokenOptions';
export type { SandboxActor, SessionTokenOptions } from './sandbox/SessionTokenOptions';
export { startClerkSandbox } from './sandbox/startClerkSandbox';
