import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Condition,
  DerivedRole,
  DerivedRoles,
  Expression,
  Policy,
  PrincipalPolicy,
  ResourcePolicy,
  RolePolicy,
  Rule,
  SchemaReference,
} from '../../policies/Policy';
import type { PolicyFolder } from '../../policies/readPolicies';
import { withoutTexts } from './attributeReads';

/** The properties that a JSON Schema names. */
export interface SchemaProperties {
  readonly names: ReadonlySet<string>;
  /** No other property is valid. */
  readonly isClosed: boolean;
}

/** Policies of a folder, with what they import from each other. */
export class PolicySet {
  readonly folder: string;
  readonly resource: readonly ResourcePolicy[];
  readonly principal: readonly PrincipalPolicy[];
  readonly role: readonly RolePolicy[];
  readonly derivedRoles: readonly DerivedRoles[];
  readonly #exports: ReadonlyMap<string, Policy>;
  readonly #schemas = new Map<string, Promise<SchemaProperties | undefined>>();

  constructor(readonly read: PolicyFolder) {
    const { policies } = read;
    this.folder = read.folder;
    this.resource = policies.filter((policy) => policy.type === 'resource');
    this.principal = policies.filter((policy) => policy.type === 'principal');
    this.role = policies.filter((policy) => policy.type === 'role');
    this.derivedRoles = policies.filter((policy) => policy.type === 'derivedRoles');
    this.#exports = new Map(
      policies.flatMap((policy) =>
        policy.type === 'exportVariables' ? [[policy.name, policy] as const] : [],
      ),
    );
  }

  /** The derived roles that a rule names, with the file that defines each. */
  derivedRolesOf(policy: ResourcePolicy, rule: Rule): { role: DerivedRole; in: DerivedRoles }[] {
    return this.derivedRoles
      .filter(({ name }) => policy.importedDerivedRoles.includes(name))
      .flatMap((file) =>
        file.definitions
          .filter(({ name }) => rule.derivedRoles.includes(name))
          .map((role) => ({ role, in: file })),
      );
  }

  /** The expressions of a condition, and those of the variables that they use. */
  expressions(policy: Policy, condition: Condition | undefined): Expression[] {
    return this.withVariables(policy, expressionsOf(condition));
  }

  /** Expressions of a policy, and those of the variables that they use, each once. */
  withVariables(policy: Policy, expressions: readonly Expression[]): Expression[] {
    const found = new Set(expressions);
    // A set that grows while it is walked: a variable may use others.
    for (const { text } of found) {
      for (const variable of this.#variablesIn(policy, text)) found.add(variable);
    }
    return [...found];
  }

  /** Every expression of the policies, wherever it stands. */
  all(): Expression[] {
    return this.read.policies.flatMap((policy): readonly Expression[] => {
      const rules =
        'rules' in policy ? policy.rules : 'definitions' in policy ? policy.definitions : [];
      return [
        ...policy.variables,
        ...rules.flatMap((rule) => [
          ...expressionsOf(rule.condition),
          ...('output' in rule
            ? [rule.output.ruleActivated ?? [], rule.output.conditionNotMet ?? []].flat()
            : []),
        ]),
      ];
    });
  }

  /** What the schema that a policy names says about properties; `undefined` if it can't be read. */
  schemaProperties({ ref }: SchemaReference): Promise<SchemaProperties | undefined> {
    const known = this.#schemas.get(ref) ?? readProperties(this.folder, ref);
    this.#schemas.set(ref, known);
    return known;
  }

  #variablesIn(policy: Policy, text: string): readonly Expression[] {
    const names = new Set(
      [...withoutTexts(text).matchAll(/(?<![\w.])(?:V|variables)\s*\.\s*(\w+)/g)].map(
        ([, name]) => name,
      ),
    );
    if (names.size === 0) return [];
    return this.#scope(policy).flatMap(({ variables }) =>
      variables.filter(({ name }) => names.has(name)),
    );
  }

  /** The policy, and those whose variables it imports. */
  #scope(policy: Policy): Policy[] {
    return [policy, ...policy.importedVariables.flatMap((name) => this.#exports.get(name) ?? [])];
  }
}

/** The expressions that stand in a condition. */
export function expressionsOf(condition: Condition | undefined): Expression[] {
  if (condition === undefined) return [];
  return condition.type === 'expr' ? [condition] : condition.of.flatMap(expressionsOf);
}

async function readProperties(folder: string, ref: string): Promise<SchemaProperties | undefined> {
  const name = /^cerbos:\/\/\/([^#]+)$/.exec(ref)?.[1];
  if (name === undefined || name.split('/').includes('..')) return undefined;
  try {
    const schema: unknown = JSON.parse(await readFile(join(folder, '_schemas', name), 'utf8'));
    if (!isObject(schema)) return undefined;
    return {
      names: new Set(isObject(schema.properties) ? Object.keys(schema.properties) : []),
      // What other parts of a schema allow is not examined, so then it counts as open.
      isClosed:
        schema.additionalProperties === false &&
        !['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'patternProperties'].some(
          (key) => key in schema,
        ),
    };
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
