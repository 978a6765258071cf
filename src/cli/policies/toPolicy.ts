import type {
  Condition,
  DerivedRole,
  Effect,
  Expression,
  Policy,
  PrincipalRule,
  RoleRule,
  Rule,
  RuleOutput,
  SchemaReference,
  Variable,
} from './Policy';
import type { YamlFile } from './YamlFile';

type Path = readonly (string | number)[];

/**
 * Reads what a file says as a policy.
 *
 * @returns `undefined` if it is no policy that counts: empty, switched off, or of an unknown type.
 * What is wrong in a policy is not reported here, since `cerbos compile` does it better.
 */
export function toPolicy(file: YamlFile): Policy | undefined {
  if (file.text(['disabled']) === 'true') return undefined;
  if (file.has(['resourcePolicy'])) {
    const at: Path = ['resourcePolicy'];
    return {
      ...policyBase(file, at),
      type: 'resource',
      kind: file.text([...at, 'resource']),
      version: file.text([...at, 'version']),
      scope: file.text([...at, 'scope']),
      asksParent: asksParent(file, at),
      importedDerivedRoles: file.texts([...at, 'importDerivedRoles']),
      rules: file.list([...at, 'rules']).map((rule, index) => toRule(file, rule, index)),
      ...schema(file, [...at, 'schemas'], 'principalSchema'),
      ...schema(file, [...at, 'schemas'], 'resourceSchema'),
    };
  }
  if (file.has(['principalPolicy'])) {
    const at: Path = ['principalPolicy'];
    return {
      ...policyBase(file, at),
      type: 'principal',
      principal: file.text([...at, 'principal']),
      asksParent: asksParent(file, at),
      version: file.text([...at, 'version']),
      scope: file.text([...at, 'scope']),
      rules: file.list([...at, 'rules']).flatMap((rule) => toPrincipalRules(file, rule)),
    };
  }
  if (file.has(['rolePolicy'])) {
    const at: Path = ['rolePolicy'];
    return {
      ...policyBase(file, at),
      type: 'role',
      role: file.text([...at, 'role']),
      version: file.text([...at, 'version']) || 'default',
      scope: file.text([...at, 'scope']),
      parentRoles: file.texts([...at, 'parentRoles']),
      rules: file.list([...at, 'rules']).map((rule, index) => toRoleRule(file, rule, index)),
    };
  }
  if (file.has(['derivedRoles'])) {
    const at: Path = ['derivedRoles'];
    return {
      ...policyBase(file, at),
      type: 'derivedRoles',
      name: file.text([...at, 'name']),
      definitions: file.list([...at, 'definitions']).map((role) => toDerivedRole(file, role)),
    };
  }
  for (const type of ['exportVariables', 'exportConstants'] as const) {
    if (!file.has([type])) continue;
    const definitions = toVariables(file, [type, 'definitions']);
    return {
      ...policyBase(file, [type]),
      type,
      name: file.text([type, 'name']),
      [type === 'exportVariables' ? 'variables' : 'constants']: definitions,
    };
  }
  return undefined;
}

function asksParent(file: YamlFile, at: Path): boolean {
  const permissions = file.text([...at, 'scopePermissions']);
  return permissions === 'SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS';
}

function policyBase(file: YamlFile, at: Path) {
  return {
    ...file.place(at),
    description: file.text(['description']),
    // On the top of the file they are from before 0.26, and still read.
    variables: [
      ...toVariables(file, ['variables']),
      ...toVariables(file, [...at, 'variables', 'local']),
    ],
    constants: toVariables(file, [...at, 'constants', 'local']),
    importedVariables: file.texts([...at, 'variables', 'import']),
    importedConstants: file.texts([...at, 'constants', 'import']),
  };
}

function toVariables(file: YamlFile, at: Path): Variable[] {
  return file.names(at).map((name) => {
    const value = file.value([...at, name]);
    const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
    return { name, text, ...file.place([...at, name]) };
  });
}

function toRule(file: YamlFile, at: Path, index: number): Rule {
  return {
    ...file.place(at),
    name: file.text([...at, 'name']) || numbered(index),
    actions: file.texts([...at, 'actions']),
    effect: toEffect(file.text([...at, 'effect'])),
    roles: file.texts([...at, 'roles']),
    derivedRoles: file.texts([...at, 'derivedRoles']),
    ...condition(file, at),
    output: toOutput(file, at),
  };
}

function toPrincipalRules(file: YamlFile, at: Path): PrincipalRule[] {
  const kind = file.text([...at, 'resource']);
  return file.list([...at, 'actions']).map((action, index) => ({
    ...file.place(action),
    name: file.text([...action, 'name']) || `${kind}_${numbered(index)}`,
    kind,
    action: file.text([...action, 'action']),
    effect: toEffect(file.text([...action, 'effect'])),
    ...condition(file, action),
    output: toOutput(file, action),
  }));
}

function toRoleRule(file: YamlFile, at: Path, index: number): RoleRule {
  return {
    ...file.place(at),
    name: file.text([...at, 'name']) || numbered(index),
    kind: file.text([...at, 'resource']),
    allowActions: file.texts([...at, 'allowActions']),
    ...condition(file, at),
    output: toOutput(file, at),
  };
}

function toDerivedRole(file: YamlFile, at: Path): DerivedRole {
  return {
    ...file.place(at),
    name: file.text([...at, 'name']),
    parentRoles: file.texts([...at, 'parentRoles']),
    ...condition(file, at),
  };
}

/** The name that the PDP gives to a rule without one. */
function numbered(index: number): string {
  return `rule-${String(index + 1).padStart(3, '0')}`;
}

/** The PDP refuses a policy with another effect. */
function toEffect(text: string): Effect {
  return text === 'EFFECT_ALLOW' ? text : 'EFFECT_DENY';
}

function schema(file: YamlFile, at: Path, which: 'principalSchema' | 'resourceSchema') {
  const path = [...at, which];
  const ref = file.text([...path, 'ref']);
  if (ref === '') return {};
  const reference: SchemaReference = {
    ...file.place(path),
    ref,
    ignoredActions: file.texts([...path, 'ignoreWhen', 'actions']),
  };
  return { [which]: reference };
}

function toOutput(file: YamlFile, at: Path): RuleOutput {
  const when = (name: 'ruleActivated' | 'conditionNotMet') => {
    const path = [...at, 'output', 'when', name];
    return file.has(path) ? { [name]: toExpression(file, path) } : {};
  };
  // The old form: an expression for both.
  const always = file.text([...at, 'output', 'expr']);
  if (always !== '') return { ruleActivated: toExpression(file, [...at, 'output', 'expr']) };
  return { ...when('ruleActivated'), ...when('conditionNotMet') };
}

function toExpression(file: YamlFile, at: Path): Expression {
  return { ...file.place(at), text: file.text(at).trim() };
}

function condition(file: YamlFile, at: Path): { condition?: Condition } {
  const found = toCondition(file, [...at, 'condition', 'match']);
  return found === undefined ? {} : { condition: found };
}

function toCondition(file: YamlFile, at: Path): Condition | undefined {
  if (file.has([...at, 'expr'])) return { type: 'expr', ...toExpression(file, [...at, 'expr']) };
  for (const type of ['all', 'any', 'none'] as const) {
    if (!file.has([...at, type])) continue;
    const of = file.list([...at, type, 'of']).flatMap((one) => toCondition(file, one) ?? []);
    return { type, of, ...file.place([...at, type]) };
  }
  return undefined;
}
