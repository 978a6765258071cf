import type { Expression, RolePolicy } from '../policies/Policy';
import { expressionReason } from './conditionReasons';
import type { Question, Reason } from './Explanation';
import { names, variablesFor } from './relevantPolicies';
import type { Context } from './ruleReason';

/** The denials by role policies, which say what a role may do at most. */
export function roleDenialReasons(policies: readonly RolePolicy[], context: Context): Reason[] {
  if (context.effect === 'EFFECT_ALLOW') return [];
  const scopes = new Set(policies.map(({ scope }) => scope));
  return [...scopes].flatMap((scope) => {
    const denial = context.trace.rule(scope, '');
    if (denial === undefined || denial.status === 'skipped') return [];
    // The engine does not say which role's policy it was.
    const suspects = policies.filter(
      (one) => one.scope === scope && !alwaysAllows(one, context.question),
    );
    const [first, second] = suspects;
    if (first === undefined) return [];
    const roles = suspects.map(({ role }) => role).join(' or ');
    return {
      text: `the role policy of ${roles} does not allow ${context.question.action}`,
      ...(second === undefined && { place: { file: first.file, line: first.line } }),
      applies: 'forbids',
      because: denial.falseExpressions.flatMap((text) => falseReasons(text, suspects, context)),
    };
  });
}

/** Each rule with a condition denies if that is false, also beside a rule without a condition. */
function alwaysAllows({ rules }: RolePolicy, { action, resource }: Question): boolean {
  const fitting = rules.filter(
    ({ kind, allowActions }) => names([kind], resource.kind) && names(allowActions, action),
  );
  return fitting.length > 0 && fitting.every(({ condition }) => condition === undefined);
}

function falseReasons(text: string, suspects: readonly RolePolicy[], context: Context): Reason[] {
  return suspects.flatMap((policy) => {
    const found = expressionsOf(policy).find((one) => one.text === text);
    const variables = variablesFor(policy, context.policies);
    return found === undefined ? [] : [expressionReason(found, false, { ...context, variables })];
  });
}

function expressionsOf({ rules }: RolePolicy): Expression[] {
  return rules.flatMap(({ condition }) => {
    const open = condition === undefined ? [] : [condition];
    const found = [];
    for (const node of open) {
      if (node.type === 'expr') found.push(node);
      else open.push(...node.of);
    }
    return found;
  });
}
