import { getProperty } from '../../base/value';
import { readStepUp } from '../../identify/reverification';
import type {
  DerivedRoles,
  Effect,
  Policy,
  PrincipalPolicy,
  PrincipalRule,
  ResourcePolicy,
  Rule,
} from '../policies/Policy';
import { conditionReasons } from './conditionReasons';
import type { Question, Reason } from './Explanation';
import { variablesFor } from './relevantPolicies';
import type { Outcome, Trace } from './Trace';

/** What is known about a question while its answer is explained. */
export interface Context {
  readonly policies: readonly Policy[];
  readonly question: Question;
  readonly trace: Trace;
  /** The roles of the caller, and those that role policies stand for. */
  readonly roles: ReadonlySet<string>;
  readonly effect: Effect;
  /** Names, with their scopes, that a rule of a principal policy and one of a resource policy have. */
  readonly sharedNames: ReadonlySet<string>;
}

/** What the engine knows a rule by. */
export function nameInScope({ scope }: { readonly scope: string }, name: string): string {
  return `${scope}/${name}`;
}

/** Why a rule that names the action did or did not apply. */
export function ruleReason(
  policy: ResourcePolicy | PrincipalPolicy,
  rule: Rule | PrincipalRule,
  context: Context,
): Reason {
  const isShared = context.sharedNames.has(nameInScope(policy, rule.name));
  const part = policy.type === 'principal' ? 'principal' : 'resource';
  const isInverted = deniesIfFalse(policy, rule);
  const outcome = ownOutcome(
    context.trace.rule(policy.scope, rule.name, isShared ? part : 'all'),
    isInverted,
  );
  const { file, line } = rule;
  const allows = rule.effect === 'EFFECT_ALLOW';
  const scope = policy.scope === '' ? '' : ` (scope ${policy.scope})`;
  const what =
    'actions' in rule
      ? `${rule.actions.join(', ')} to ${rolesOf(rule)}`
      : `${rule.action} to ${context.question.principal.id}`;
  const applied = outcome?.status === 'applied';
  const adds = allows && !isInverted;
  const decided = applied && adds === (context.effect === 'EFFECT_ALLOW');
  const unless = isInverted ? ', and denies it if its condition is false' : '';
  return {
    text: `rule ${rule.name}${scope} ${allows ? 'allows' : 'denies'} ${what}${unless}`,
    place: { file, line },
    ...(decided && { applies: adds ? 'allows' : 'forbids' }),
    because: applied
      ? [...overruled(decided, adds), ...whyApplied(policy, rule, outcome, context)]
      : whyNot(policy, rule, outcome, context),
  };
}

/**
 * In a scope that asks its parent, the engine has a rule that denies if the condition is false in
 * place of one that allows if it is true.
 */
function deniesIfFalse(
  { asksParent }: ResourcePolicy | PrincipalPolicy,
  { effect, condition }: Rule | PrincipalRule,
): boolean {
  return asksParent && effect === 'EFFECT_ALLOW' && condition !== undefined;
}

/** The results of the condition as it stands in the policy. */
function ownOutcome(outcome: Outcome | undefined, isInverted: boolean): Outcome | undefined {
  if (outcome === undefined || !isInverted) return outcome;
  const inside = 'NONE/0/';
  const conditions = [...outcome.conditions]
    .filter(([key]) => key.startsWith(inside))
    .map(([key, result]) => [key.slice(inside.length), result] as const);
  // Its outputs are those of the opposite case.
  return { ...outcome, conditions: new Map(conditions), outputs: [] };
}

function rolesOf({ roles, derivedRoles }: Rule): string {
  return roles.includes('*') ? 'all roles' : [...derivedRoles, ...roles].join(', ');
}

function overruled(decided: boolean, allows: boolean): Reason[] {
  if (decided) return [];
  const text = allows
    ? 'it applies, but that is not enough: another rule, a parent scope or a role policy denies'
    : 'it applies, but another rule allows: Cerbos decides for each role by itself';
  return [{ text, because: [] }];
}

function whyApplied(
  policy: ResourcePolicy | PrincipalPolicy,
  rule: Rule | PrincipalRule,
  outcome: Outcome,
  context: Context,
): Reason[] {
  const variables = variablesFor(policy, context.policies);
  const roles =
    'derivedRoles' in rule && policy.type === 'resource'
      ? rule.derivedRoles.flatMap((name) => derivedRoleReasons(policy, name, true, context))
      : [];
  return [
    ...roles,
    ...conditionReasons(rule.condition, !deniesIfFalse(policy, rule), {
      ...context,
      ...outcome,
      variables,
    }),
  ];
}

function whyNot(
  policy: ResourcePolicy | PrincipalPolicy,
  rule: Rule | PrincipalRule,
  outcome: Outcome | undefined,
  context: Context,
): Reason[] {
  if (outcome?.status === 'unclear') {
    return [notTold];
  }
  if (outcome?.message === 'Condition not satisfied') {
    const isInverted = deniesIfFalse(policy, rule);
    const reasons = conditionReasons(rule.condition, isInverted, {
      ...context,
      ...outcome,
      variables: variablesFor(policy, context.policies),
    });
    if (isInverted) return [parentDecides, ...reasons];
    return [...stepUpReasons(outcome), ...reasons, ...switchedOff(rule, reasons)];
  }
  if (!('roles' in rule) || policy.type !== 'resource') return [notReached];
  const derived = rule.derivedRoles.flatMap((name) =>
    derivedRoleReasons(policy, name, false, context),
  );
  const hasRole = rule.roles.some((role) => role === '*' || context.roles.has(role));
  const needed =
    rule.roles.length > 0 && !hasRole
      ? [{ text: `needs one of the roles ${rule.roles.join(', ')}`, because: [] }]
      : [];
  const reasons = [...derived, ...needed];
  // With a role that fits, the engine would have come to the condition.
  const mayFit = hasRole || derived.length < rule.derivedRoles.length;
  if (outcome !== undefined || !mayFit) return reasons;
  return [context.sharedNames.has(nameInScope(policy, rule.name)) ? notTold : notReached];
}

const parentDecides: Reason = {
  text: 'its condition is true, so it does not deny: the parent scope decides',
  because: [],
};

const notTold: Reason = {
  text: 'the trace does not tell: two rules have this name',
  because: [],
};

const notReached: Reason = {
  text: 'the engine did not come to this rule',
  because: [],
};

/** Why the caller has or does not have a derived role; nothing if the trace does not say that. */
function derivedRoleReasons(
  policy: ResourcePolicy,
  name: string,
  active: boolean,
  context: Context,
): Reason[] {
  const sets = context.policies.filter(
    (one): one is DerivedRoles =>
      one.type === 'derivedRoles' && policy.importedDerivedRoles.includes(one.name),
  );
  return sets.flatMap((set) => {
    const role = set.definitions.find((one) => one.name === name);
    const outcome = context.trace.derivedRole(set.name, name);
    if (role === undefined || outcome?.status !== (active ? 'applied' : 'skipped')) return [];
    const place = { file: role.file, line: role.line };
    if (outcome.message === 'No matching roles') {
      const text = `not ${name}: needs one of the roles ${role.parentRoles.join(', ')}`;
      return [{ text, place, because: [] }];
    }
    const because = conditionReasons(role.condition, active, {
      ...context,
      ...outcome,
      variables: variablesFor(set, context.policies),
    });
    const text = active ? `is ${name}` : `not ${name}`;
    return because.length === 0 ? [] : [{ text, place, because }];
  });
}

/** A new verification would satisfy the rule. */
function stepUpReasons({ outputs }: Outcome): Reason[] {
  return outputs.flatMap((output) => {
    const demand = readStepUp(getProperty(getProperty(output, 'clerk'), 'reverification'));
    if (demand === undefined) return [];
    const text =
      typeof demand === 'string'
        ? `needs a new verification (${demand})`
        : `needs a verification of at most ${String(demand.afterMinutes)} minutes ago (${demand.level})`;
    return [{ text, because: [] }];
  });
}

/** A DENY rule that reads a missing attribute forbids nothing, which is seldom what is wanted. */
function switchedOff({ effect }: Rule | PrincipalRule, reasons: readonly Reason[]): Reason[] {
  const isMissing = (reason: Reason): boolean =>
    reason.text.endsWith(' is missing') || reason.because.some(isMissing);
  if (effect === 'EFFECT_ALLOW' || !reasons.some(isMissing)) return [];
  const text =
    'careful: an expression that reads a missing attribute is false, so a DENY rule may be off';
  return [{ text, because: [] }];
}
