import { matchesGlob } from '../policies/matchesGlob';
import type { Policy, ResourcePolicy, SchemaReference } from '../policies/Policy';

/** What the policies say of a kind of resource. */
export interface PolicyKind {
  readonly kind: string;
  /** The actions that a policy may allow. One with `*` is a pattern, as in policies. */
  readonly actions: readonly string[];
  /** The policies of the kind: first the one that decides if nothing else is said. */
  readonly policies: readonly ResourcePolicy[];
  /** The schemas of the attributes, one for each version; `undefined` for a version without. */
  readonly schemas: readonly (SchemaReference | undefined)[];
}

/**
 * Collects the kinds that the policies know, sorted by name, with the actions that can be allowed.
 *
 * - Versions and scopes of one kind add their actions.
 * - Attributes are validated with the schema of the policy without a scope, also for the others.
 * - A principal policy allows alone, so its actions count. A role policy only narrows.
 */
export function policyMap(policies: readonly Policy[]): PolicyKind[] {
  const resources = policies.filter((policy) => policy.type === 'resource');
  const rulesOfPrincipals = policies.flatMap((policy) =>
    policy.type === 'principal' ? policy.rules : [],
  );
  const rulesOfRoles = policies.flatMap((policy) => (policy.type === 'role' ? policy.rules : []));
  const kinds = new Set([
    ...resources.map(({ kind }) => kind),
    ...rulesOfPrincipals.map(({ kind }) => kind).filter((kind) => !kind.includes('*')),
  ]);
  return [...kinds].sort().map((kind) => {
    const ofKind = resources.filter((policy) => policy.kind === kind).sort(byPrecedence);
    const granted = unique([
      ...ofKind.flatMap(({ rules }) => rules.flatMap(({ actions }) => actions)),
      ...rulesOfPrincipals
        .filter((rule) => matchesGlob(rule.kind, kind))
        .map(({ action }) => action),
    ]);
    // A role policy may name what a pattern grants, so that the editor can list it.
    const named = rulesOfRoles
      .filter((rule) => matchesGlob(rule.kind, kind))
      .flatMap(({ allowActions }) => allowActions)
      .filter((action) => !action.includes('*'))
      .filter((action) => granted.some((pattern) => matchesGlob(pattern, action)));
    return {
      kind,
      actions: unique([...granted, ...named]),
      policies: ofKind,
      schemas: ofKind
        .filter(({ scope }) => scope === '')
        .map(({ resourceSchema }) => resourceSchema),
    };
  });
}

/** No scope before a scope, and the version that the PDP takes by default before others. */
function byPrecedence(one: ResourcePolicy, other: ResourcePolicy): number {
  const rank = ({ scope, version }: ResourcePolicy) =>
    `${scope === '' ? 0 : 1} ${version === 'default' ? 0 : 1} ${scope} ${version}`;
  return rank(one) < rank(other) ? -1 : 1;
}

const unique = (texts: readonly string[]) => [...new Set(texts)];
