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
            "AnyClerkCerbosError",
            "AnyPolicies",
            "AskOptions",
            "Attr",
            "Attributes",
            "Authorizer",
            "CachedAttributes",
            "CachedAttributesOptions",
            "CerbosClient",
            "CheckEntry",
            "CheckQuestion",
            "ClaimMapping",
            "ClerkAuth",
            "ClerkCerbos",
            "ClerkCerbosOptions",
            "Decision",
            "DecisionEvent",
            "DecisionMetadata",
            "DecisionOutcome",
            "Effect",
            "ErrorCode",
            "Kind",
            "LoadMany",
            "LoadOne",
            "LoadedResource",
            "LoaderContext",
            "Loaders",
            "Output",
            "Plan",
            "PlanCases",
            "Principal",
            "PrincipalAttributes",
            "PrincipalMapping",
            "PrincipalSource",
            "Register",
            "RegisteredPolicies",
            "ResourceInput",
            "StepUp",
            "StepUpLevel",
            "StepUpPreset",
            "Value",
            "Verbs",
          ],
          "values": [
            "ClerkCerbosError",
            "ConfigurationError",
            "DeniedError",
            "RejectedError",
            "UnavailableError",
            "cachedAttributes",
            "createClerkCerbos",
            "isClerkCerbosError",
            "isDenied",
            "isUnavailable",
            "toPrincipal",
          ],
        },
        "clerk-cerbos/express": {
          "types": [
            "AnyGrant",
            "ExpressClerkCerbos",
            "Grant",
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
            "AnyGrant",
            "FastifyClerkCerbos",
            "Grant",
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
            "AnyGrant",
            "Grant",
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
        "clerk-cerbos/nextjs": {
          "types": [
            "ActionRefusal",
            "AllowedProps",
            "AnyGrant",
            "Grant",
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
            "AnyGrant",
            "Grant",
            "GrantTypes",
            "NextPagesClerkCerbos",
            "NextPagesClerkCerbosOptions",
            "Rule",
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
            "AllowedProps",
            "BrowserAction",
            "BrowserDecision",
            "BrowserResource",
            "Cerbos",
            "CerbosProviderProps",
            "CheckResourceInput",
            "ClerkPageAuth",
            "ClerkUseAuth",
            "InitialDecision",
            "InitialDecisions",
            "IsAllowed",
            "IsAllowedInput",
            "SessionKey",
          ],
          "values": [
            "Allowed",
            "CerbosProvider",
            "RequestError",
            "requestJson",
            "useCerbos",
            "useCheckResource",
            "useIsAllowed",
          ],
        },
        "clerk-cerbos/react-router": {
          "types": [
            "AnyGrant",
            "DataFunctionArgs",
            "Grant",
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
            "AnyGrant",
            "DataFunctionArgs",
            "Grant",
            "GrantTypes",
            "RemixClerkCerbos",
            "RemixClerkCerbosOptions",
            "Rule",
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
          ],
          "values": [
            "startCerbos",
            "startClerkSandbox",
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
