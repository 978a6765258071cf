import type { Condition, Place, Policy } from '../../policies/Policy';
import { type Check, linesOf, pass } from '../Check';
import { isBefore, versionOf } from '../pdp/versionOf';
import { policyCheck } from './policyCheck';
import { expressionsOf, type PolicySet } from './PolicySet';

/** The condition of a rule for one action, as PDP 0.55.0 compares it and as it is. */
interface Shape extends Place {
  readonly policy: Policy;
  readonly text: string;
  /** Equal for conditions that the PDP takes for one. */
  readonly key: string;
  /** Equal for conditions that say the same. */
  readonly meaning: string;
}

/**
 * PDP 0.55.0 stores equal rules once, and its comparison does not see `any`, `all` and `none`.
 * Measured: wrong also where one condition is nested and the other is not, where one is a plain
 * expression and the other a `none` of it, and with derived roles of other names. Right where the
 * action, the effect or the order of the expressions differs, where all stand in one policy, and
 * between policies of different types.
 */
export const mixedConditions: Check = policyCheck(
  'policies.mixedConditions',
  async (policies, subject) => {
    const mixed = mixedShapes(policies);
    if (mixed.length === 0) {
      return pass('No two policies combine the same expressions in different ways.');
    }
    const version = await versionOf(subject);
    if (version !== undefined && isBefore(version, '0.52')) {
      return pass(
        `Policies combine the same expressions in different ways, which PDP ${version} does right.`,
      );
    }
    const isWrong = version === '0.55.0';
    return {
      status: isWrong ? 'fail' : 'warn',
      message: isWrong
        ? 'PDP 0.55.0 mixes up the conditions of these rules (any, all, none). It may allow what they deny.'
        : `PDP 0.55.0 mixes up the conditions of these rules (any, all, none). Whether PDP ${version ?? 'of yours'} does too is not known.`,
      detail: linesOf(mixed),
      remedy: 'Use PDP 0.51.0, or write each combination as one expression: a || b.',
    };
  },
);

function mixedShapes(policies: PolicySet): Shape[] {
  const groups = new Map<string, Shape[]>();
  for (const shape of [...ofResources(policies), ...ofOthers(policies)]) {
    groups.set(shape.key, [...(groups.get(shape.key) ?? []), shape]);
  }
  return [...groups.values()].filter(isMixed).flat();
}

function isMixed(group: readonly Shape[]): boolean {
  return group.some((one) =>
    group.some((other) => one.policy !== other.policy && one.meaning !== other.meaning),
  );
}

function ofResources(policies: PolicySet): Shape[] {
  return policies.resource.flatMap((policy) =>
    policy.rules.flatMap((rule) => {
      const derived = policies.derivedRolesOf(policy, rule).map(({ role }) => role.condition);
      const conditions = rule.roles.length > 0 ? [undefined, ...derived] : derived;
      return rule.actions.flatMap((action) =>
        conditions.map((condition) =>
          shapeOf(policy, rule, action, [condition, rule.condition], rule.effect),
        ),
      );
    }),
  );
}

function ofOthers({ principal, role }: PolicySet): Shape[] {
  return [
    ...principal.flatMap((policy) =>
      policy.rules.map((rule) => shapeOf(policy, rule, rule.action, [rule.condition], rule.effect)),
    ),
    ...role.flatMap((policy) =>
      policy.rules.flatMap((rule) =>
        rule.allowActions.map((action) => shapeOf(policy, rule, action, [rule.condition], '')),
      ),
    ),
  ];
}

function shapeOf(
  policy: Policy,
  { name, file, line }: Place & { readonly name: string },
  action: string,
  conditions: readonly (Condition | undefined)[],
  effect: string,
): Shape {
  const present = conditions.flatMap((condition) => condition ?? []);
  const texts = present.flatMap(expressionsOf).map(({ text }) => text);
  return {
    policy,
    file,
    line,
    text: `rule ${name} for ${action}`,
    key: JSON.stringify([policy.type, action, effect, texts]),
    meaning: JSON.stringify(meaningOf('all', present.map(simplify))),
  };
}

type Simple = string | readonly [type: 'all' | 'any' | 'none', ...of: unknown[]];

function simplify(condition: Condition): Simple {
  return condition.type === 'expr'
    ? condition.text
    : meaningOf(condition.type, condition.of.map(simplify));
}

/** `all` and `any` of one condition are that condition. */
function meaningOf(type: 'all' | 'any' | 'none', of: readonly Simple[]): Simple {
  const [only] = of;
  return type !== 'none' && of.length === 1 && only !== undefined ? only : [type, ...of];
}
