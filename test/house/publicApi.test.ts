import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { entrySources } from '../setup/entrySources';
import { entries } from '../setup/publishedPackage';
import { publicNames } from './publicEntries';

const require = createRequire(import.meta.url);
const face = publicNames();
const specifiers = entries().map(({ specifier }) => specifier);

function keysOf(module: unknown): string[] {
  return typeof module === 'object' && module !== null ? Object.keys(module).sort() : [];
}

function valuesOf(specifier: string): string[] {
  const names = face.get(specifier) ?? [];
  return names
    .filter(({ isValue }) => isValue)
    .map(({ name }) => name)
    .sort();
}

describe('the public face', () => {
  it('has these entries', () => {
    expect(specifiers).toEqual(Object.keys(entrySources));
  });

  // To change one of these lists is to change what users may rely on: say so in the changelog.
  it('exports these names', () => {
    const typesOf = (specifier: string) =>
      (face.get(specifier) ?? [])
        .filter(({ isValue }) => !isValue)
        .map(({ name }) => name)
        .sort();
    const names = specifiers.map((specifier) => [
      specifier,
      { values: valuesOf(specifier), types: typesOf(specifier) },
    ]);
    expect(Object.fromEntries(names)).toMatchInlineSnapshot(`
      {
        "clerk-cerbos": {
          "types": [
            "Action",
            "ActionInput",
            "AllowedTools",
            "AnyClerkCerbosError",
            "AnyPolicies",
            "AskOptions",
            "Attr",
            "Attributes",
            "AuthorizeQuestion",
            "Authorizer",
            "AuthorizerOf",
            "AuxDataOption",
            "CachedAttributes",
            "CachedAttributesOptions",
            "CerbosClient",
            "CheckEntry",
            "CheckQuestion",
            "CheckedFields",
            "ClaimMapping",
            "ClerkAuth",
            "ClerkCerbos",
            "ClerkCerbosOptions",
            "ClientCallOptions",
            "ClientCheckRequest",
            "ClientCheckResult",
            "ClientPlanRequest",
            "ClientResourceCheck",
            "ClientResourceQuery",
            "ClientValue",
            "ConfigurationCode",
            "Decision",
            "DecisionEvent",
            "DecisionMetadata",
            "DecisionOutcome",
            "Denial",
            "DeniedCode",
            "Effect",
            "ErrorCode",
            "FieldRules",
            "Grant",
            "GrantOf",
            "GuardedTool",
            "HttpAnswer",
            "InitialDecision",
            "InitialDecisions",
            "IsAllowedQuestion",
            "ItemQuestion",
            "Kind",
            "ListOptions",
            "ListPage",
            "ListVerbs",
            "LoadMany",
            "LoadOne",
            "LoadedResource",
            "LoadedValue",
            "LoaderContext",
            "Loaders",
            "NewResource",
            "OnDenied",
            "Output",
            "PickedFields",
            "Plan",
            "PlanCases",
            "PlanMetadata",
            "PlanOperand",
            "PlanQuestion",
            "Principal",
            "PrincipalAttributes",
            "PrincipalMapping",
            "PrincipalSource",
            "Problem",
            "ReadRows",
            "Register",
            "RegisteredPolicies",
            "RejectedCode",
            "ResourceInput",
            "RuleCaller",
            "RuleSubject",
            "SchemaViolation",
            "SessionKey",
            "StepUp",
            "StepUpLevel",
            "StepUpPreset",
            "ToolOf",
            "ToolQuestion",
            "ToolRefusal",
            "ToolRefused",
            "ToolRule",
            "UnavailableCode",
            "Value",
            "Verbs",
            "VerbsWithAuthorizer",
            "WithValue",
          ],
          "values": [
            "ClerkCerbosError",
            "ConfigurationError",
            "DeniedError",
            "PlanKind",
            "RejectedError",
            "UnavailableError",
            "UntranslatablePlanError",
            "cachedAttributes",
            "createClerkCerbos",
            "isClerkCerbosError",
            "isDenied",
            "isUnavailable",
            "toPrincipal",
            "toProblem",
            "toResponse",
          ],
        },
        "clerk-cerbos/astro": {
          "types": [
            "AcceptsToken",
            "ActionErrorClass",
            "AnyGrant",
            "AstroClerkCerbos",
            "AstroClerkCerbosOptions",
            "AstroContext",
            "AstroRouteContext",
            "CerbosMiddlewareOptions",
            "GetAuthorizer",
            "Grant",
            "GrantFor",
            "GrantOf",
            "GrantRule",
            "GrantTypes",
            "ReverificationDemand",
            "Rule",
            "TokenType",
          ],
          "values": [
            "createClerkCerbos",
          ],
        },
        "clerk-cerbos/browser": {
          "types": [
            "BrowserAction",
            "BrowserDecision",
            "BrowserQuestion",
            "BrowserResource",
            "CerbosStore",
            "CerbosStoreOptions",
            "ClerkObject",
            "ClerkResources",
            "DecisionReader",
            "InitialDecision",
            "InitialDecisions",
            "Missing",
            "SessionKey",
          ],
          "values": [
            "RequestError",
            "createCerbosStore",
            "requestJson",
          ],
        },
        "clerk-cerbos/drizzle": {
          "types": [
            "AttributeName",
            "Columns",
            "ColumnsLoader",
            "ColumnsOptions",
            "Computed",
            "ComputedType",
            "Database",
            "ItemColumns",
            "JsonOf",
            "List",
            "ListedKind",
            "MappedAttributes",
            "One",
            "Rows",
            "Source",
            "SourceMap",
            "SourceOf",
            "WhereOptions",
          ],
          "values": [
            "columns",
            "list",
            "one",
            "rows",
            "value",
          ],
        },
        "clerk-cerbos/express": {
          "types": [
            "AcceptsToken",
            "AnyGrant",
            "ExpressClerkCerbos",
            "Grant",
            "GrantFor",
            "GrantOf",
            "GrantRule",
            "GrantTypes",
            "Rule",
            "TokenType",
            "WithCerbos",
          ],
          "values": [
            "createClerkCerbos",
            "errorHandler",
          ],
        },
        "clerk-cerbos/fastify": {
          "types": [
            "AcceptsToken",
            "AnyGrant",
            "FastifyClerkCerbos",
            "Grant",
            "GrantFor",
            "GrantOf",
            "GrantRule",
            "GrantTypes",
            "Rule",
            "TokenType",
            "WithCerbos",
          ],
          "values": [
            "createClerkCerbos",
            "errorHandler",
          ],
        },
        "clerk-cerbos/hono": {
          "types": [
            "AcceptsToken",
            "AnyGrant",
            "Grant",
            "GrantOf",
            "GrantTypes",
            "HonoClerkCerbos",
            "Rule",
            "TokenType",
            "WithCerbos",
          ],
          "values": [
            "createClerkCerbos",
            "onError",
          ],
        },
        "clerk-cerbos/mcp": {
          "types": [
            "ClerkCerbosOptions",
            "FindAuth",
            "GuardOptions",
            "ItemToResource",
            "McpAuthInfo",
            "McpClerkCerbos",
            "McpContext",
            "McpItem",
            "McpRule",
          ],
          "values": [
            "createClerkCerbos",
            "toAuthInfo",
          ],
        },
        "clerk-cerbos/nextjs": {
          "types": [
            "AcceptsToken",
            "ActionRefusal",
            "AllowedProps",
            "AnyGrant",
            "Grant",
            "GrantOf",
            "GrantTypes",
            "NextClerkCerbos",
            "ReverificationDemand",
            "RouteContext",
            "Rule",
            "TokenType",
          ],
          "values": [
            "createClerkCerbos",
          ],
        },
        "clerk-cerbos/nextjs/pages": {
          "types": [
            "AcceptsToken",
            "AnyGrant",
            "Grant",
            "GrantOf",
            "GrantTypes",
            "NextPagesClerkCerbos",
            "NextPagesClerkCerbosOptions",
            "PagesRequest",
            "Rule",
            "SessionTokensOnly",
            "WithCerbos",
          ],
          "values": [
            "createClerkCerbos",
          ],
        },
        "clerk-cerbos/otel": {
          "types": [
            "ObservableOptions",
            "OpenTelemetryApi",
            "TelemetryOptions",
          ],
          "values": [
            "withTelemetry",
          ],
        },
        "clerk-cerbos/react": {
          "types": [
            "ActionOfEntry",
            "AllowedProps",
            "AppStateLike",
            "BrowserAction",
            "BrowserCheckEntry",
            "BrowserDecision",
            "BrowserResource",
            "Cerbos",
            "CerbosProviderProps",
            "CheckResourceInput",
            "CheckResourcesInput",
            "ClerkPageAuth",
            "ClerkUseAuth",
            "Hooks",
            "InitialDecision",
            "InitialDecisions",
            "IsAllowed",
            "IsAllowedInput",
            "Missing",
            "SessionKey",
          ],
          "values": [
            "Allowed",
            "CerbosProvider",
            "RequestError",
            "createHooks",
            "requestJson",
            "useCerbos",
            "useCheckResource",
            "useCheckResources",
            "useIsAllowed",
          ],
        },
        "clerk-cerbos/react-router": {
          "types": [
            "AcceptsToken",
            "AnyGrant",
            "DataFunctionArgs",
            "DataFunctionVerbs",
            "Grant",
            "GrantOf",
            "GrantTypes",
            "ReactRouterClerkCerbos",
            "Rule",
            "TokenType",
          ],
          "values": [
            "createClerkCerbos",
          ],
        },
        "clerk-cerbos/react/inspector": {
          "types": [],
          "values": [
            "CerbosInspector",
          ],
        },
        "clerk-cerbos/remix": {
          "types": [
            "AcceptsToken",
            "AnyGrant",
            "DataFunctionArgs",
            "DataFunctionVerbs",
            "Grant",
            "GrantOf",
            "GrantTypes",
            "RemixClerkCerbos",
            "RemixClerkCerbosOptions",
            "Rule",
            "SessionTokensOnly",
            "TokenType",
          ],
          "values": [
            "createClerkCerbos",
          ],
        },
        "clerk-cerbos/tanstack-start": {
          "types": [
            "AcceptsToken",
            "ActionRefusal",
            "AnyGrant",
            "Grant",
            "GrantOf",
            "GrantTypes",
            "ReverificationDemand",
            "Rule",
            "ServerFnArgs",
            "ServerRouteArgs",
            "TanStackClerkCerbos",
            "TokenType",
          ],
          "values": [
            "createClerkCerbos",
          ],
        },
        "clerk-cerbos/testing": {
          "types": [
            "ApiKeyOptions",
            "CerbosServer",
            "ClerkSandbox",
            "ClerkSandboxOptions",
            "ListAuthorizer",
            "ListComparison",
            "ListExpectation",
            "ListMapping",
            "ListMismatch",
            "ListedRow",
            "M2MTokenOptions",
            "OAuthTokenOptions",
            "SandboxActor",
            "SandboxMachineToken",
            "SandboxMembership",
            "SandboxOrganization",
            "SandboxSignIn",
            "SandboxSignInOptions",
            "SandboxUser",
            "SessionTokenOptions",
            "StartCerbosOptions",
            "TokenOptions",
          ],
          "values": [
            "expectListMatchesChecks",
            "startCerbos",
            "startClerkSandbox",
          ],
        },
        "clerk-cerbos/web": {
          "types": [
            "AcceptsToken",
            "AnyGrant",
            "AuthOptions",
            "ClerkBackendAuth",
            "ClerkBackendOptions",
            "Grant",
            "GrantFor",
            "GrantOf",
            "GrantRule",
            "GrantTypes",
            "Rule",
            "TokenType",
            "WebAuth",
            "WebClerkCerbos",
            "WebClerkCerbosOptions",
          ],
          "values": [
            "createClerkCerbos",
            "fromClerkBackend",
          ],
        },
      }
    `);
  });

  it.each(specifiers)('exports the same from %s when it is imported', async (specifier) => {
    expect(keysOf(await import(specifier))).toEqual(valuesOf(specifier));
  });

  it.each(specifiers)('exports the same from %s when it is required', (specifier) => {
    expect(keysOf(require(specifier))).toEqual(valuesOf(specifier));
  });
});
