/** A place in a file. */
export interface Place {
  /** The file, as a path from the working directory. */
  readonly file: string;
  /** The line in it, from 1. */
  readonly line: number;
}

/** A CEL expression of a policy, and where it stands. */
export interface Expression extends Place {
  readonly text: string;
}

/** The condition of a rule: one expression, or several that are joined. */
export type Condition =
  | ({ readonly type: 'expr' } & Expression)
  | ({ readonly type: 'all' | 'any' | 'none'; readonly of: readonly Condition[] } & Place);

/** A variable or a constant of a policy. The text of a constant is JSON. */
export interface Variable extends Expression {
  readonly name: string;
}

export type Effect = 'EFFECT_ALLOW' | 'EFFECT_DENY';

/** What a rule says in the answer, beside its effect. */
export interface RuleOutput {
  readonly ruleActivated?: Expression;
  readonly conditionNotMet?: Expression;
}

/** A rule of a resource policy. */
export interface Rule extends Place {
  /** Its name; `rule-001` for the first rule if it has none, as in the PDP's trace. */
  readonly name: string;
  readonly actions: readonly string[];
  readonly effect: Effect;
  readonly roles: readonly string[];
  readonly derivedRoles: readonly string[];
  readonly condition?: Condition;
  readonly output: RuleOutput;
}

interface PolicyBase extends Place {
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly constants: readonly Variable[];
  readonly importedVariables: readonly string[];
  readonly importedConstants: readonly string[];
}

/** A JSON Schema that a policy names. */
export interface SchemaReference extends Place {
  /** As it stands there: `cerbos:///document.json`. */
  readonly ref: string;
  /** Globs of the actions for which the PDP does not validate. */
  readonly ignoredActions: readonly string[];
}

export interface ResourcePolicy extends PolicyBase {
  readonly type: 'resource';
  readonly kind: string;
  readonly version: string;
  readonly scope: string;
  readonly rules: readonly Rule[];
  /** An ALLOW of its scope counts only if the scope above allows, too. */
  readonly asksParent: boolean;
  readonly importedDerivedRoles: readonly string[];
  readonly principalSchema?: SchemaReference;
  readonly resourceSchema?: SchemaReference;
}

/** A rule of a principal policy: about one action of one kind. */
export interface PrincipalRule extends Place {
  /** Its name; `document_rule-001` for the first one of the kind if it has none. */
  readonly name: string;
  readonly kind: string;
  readonly action: string;
  readonly effect: Effect;
  readonly condition?: Condition;
  readonly output: RuleOutput;
}

export interface PrincipalPolicy extends PolicyBase {
  readonly type: 'principal';
  readonly principal: string;
  /** An ALLOW of its scope counts only if the scope above allows, too. */
  readonly asksParent: boolean;
  readonly version: string;
  readonly scope: string;
  readonly rules: readonly PrincipalRule[];
}

/** A rule of a role policy: what the role may do at most. */
export interface RoleRule extends Place {
  readonly name: string;
  readonly kind: string;
  readonly allowActions: readonly string[];
  readonly condition?: Condition;
  readonly output: RuleOutput;
}

export interface RolePolicy extends PolicyBase {
  readonly type: 'role';
  readonly role: string;
  readonly version: string;
  readonly scope: string;
  readonly parentRoles: readonly string[];
  readonly rules: readonly RoleRule[];
}

export interface DerivedRole extends Place {
  readonly name: string;
  readonly parentRoles: readonly string[];
  readonly condition?: Condition;
}

export interface DerivedRoles extends PolicyBase {
  readonly type: 'derivedRoles';
  readonly name: string;
  readonly definitions: readonly DerivedRole[];
}

/** Variables or constants that other policies import. */
export interface Exports extends PolicyBase {
  readonly type: 'exportVariables' | 'exportConstants';
  readonly name: string;
}

/** A policy file of Cerbos. @see https://docs.cerbos.dev/cerbos/latest/policies/ */
export type Policy = ResourcePolicy | PrincipalPolicy | RolePolicy | DerivedRoles | Exports;
