import { matchesGlob } from '../policies/matchesGlob';
import type {
  Policy,
  PrincipalPolicy,
  ResourcePolicy,
  RolePolicy,
  Variable,
} from '../policies/Policy';
import type { EngineSettings } from '../pdp/readPdpSettings';
import type { Question } from './Explanation';

/** The policies that the PDP may use for a question. */
export interface RelevantPolicies {
  /** From the scope of the resource up to the root. */
  readonly resource: readonly ResourcePolicy[];
  readonly principal: readonly PrincipalPolicy[];
  readonly role: readonly RolePolicy[];
  /** The roles of the caller, and those that role policies stand for. */
  readonly roles: ReadonlySet<string>;
}

/** Finds the policies of the kind, the caller and its roles, in their versions and scopes. */
export function relevantPolicies(
  policies: readonly Policy[],
  { principal, resource }: Question,
  engine: EngineSettings,
): RelevantPolicies {
  const all = policies.filter((one) => one.type === 'role');
  // The parents of a role are those of the resource's own scope. The scopes above don't add any.
  const roles = withParents(
    principal.roles,
    all.filter(({ scope }) => scope === (resource.scope ?? '')),
  );
  return {
    resource: inScopes(
      policies.filter((one) => one.type === 'resource' && isKind(one, resource.kind)),
      resource,
      engine,
    ),
    principal: inScopes(
      policies.filter((one) => isPrincipalPolicy(one, principal.id)),
      principal,
      engine,
    ),
    role: inScopes(
      all.filter((one) => roles.has(one.role)),
      resource,
      engine,
    ),
    roles,
  };
}

/** The PDP does not tell `leave:request` from `leave_request`. */
export function isKind(policy: Policy, kind: string): policy is ResourcePolicy {
  const plain = (name: string) => name.replace(/[^\w.]/g, '_');
  return policy.type === 'resource' && plain(policy.kind) === plain(kind);
}

function isPrincipalPolicy(policy: Policy, id: string): policy is PrincipalPolicy {
  return policy.type === 'principal' && policy.principal === id;
}

/** `acme.hr`, `acme` and the root, which is `''`. */
function scopeChain(scope = ''): string[] {
  const names = scope === '' ? [] : scope.split('.');
  return [...names.map((_, index) => names.slice(0, names.length - index).join('.')), ''];
}

function inScopes<P extends Policy & { readonly version: string; readonly scope: string }>(
  policies: readonly P[],
  asked: { readonly policyVersion?: string; readonly scope?: string },
  engine: EngineSettings,
): P[] {
  const version = versionOf(asked, engine);
  return scopeChain(asked.scope).flatMap((one) =>
    policies.filter((policy) => policy.scope === one && policy.version === version),
  );
}

/** The version of the policies that decide about a principal or a resource. */
export function versionOf(
  { policyVersion }: { readonly policyVersion?: string },
  { defaultPolicyVersion = 'default' }: EngineSettings,
): string {
  return policyVersion ?? defaultPolicyVersion;
}

function withParents(roles: readonly string[], policies: readonly RolePolicy[]): Set<string> {
  const known = new Set(roles);
  // A set also visits what is added to it meanwhile.
  for (const role of known) {
    for (const policy of policies) {
      if (policy.role === role) for (const parent of policy.parentRoles) known.add(parent);
    }
  }
  return known;
}

/** The variables and constants that the conditions of a policy may use. */
export function variablesFor(policy: Policy, policies: readonly Policy[]): Variable[] {
  const imported = policies.flatMap((one) => {
    if (one.type === 'exportVariables' && policy.importedVariables.includes(one.name)) {
      return one.variables;
    }
    return one.type === 'exportConstants' && policy.importedConstants.includes(one.name)
      ? one.constants
      : [];
  });
  return [...policy.variables, ...policy.constants, ...imported];
}

/** Does one of the patterns of a rule name the action? */
export function names(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => matchesGlob(pattern, action));
}
