import type { RolePolicy } from '../policies/Policy';
import { expressionReason } from './conditionReasons';
import type { Reason } from './Explanation';
import { variablesFor } from './relevantPolicies';
import type { Context } from './ruleReason';

/** The denial by a role policy, which says what a role may do at most. */
export function roleDenialReasons(role: readonly RolePolicy[], context: Context): Reason[] {
  const denial = context.trace.roleDenial();
  if (denial === undefined || denial.status === 'skipped' || context.effect === 'EFFECT_ALLOW')
    return [];
  const [first] = role;
  const because = denial.falseExpressions.flatMap((text) =>
    role.flatMap((policy) => {
      const found = expressionsOf(policy).find((one) => one.text === text);
      const variables = variablesFor(policy, context.policies);
      return found === undefined ? [] : [expressionReason(found, false, { ...context, variables })];
    }),
  );
  return [
    {
      text: `the role policy of ${role.map((one) => one.role).join(' or ')} does not allow ${context.question.action}`,
      ...(first !== undefined && { place: { file: first.file, line: first.line } }),
      applies: 'forbids',
      because,
    },
  ];
}

function expressionsOf({ rules }: RolePolicy) {
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
