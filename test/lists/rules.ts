import fc from 'fast-check';
import { leaves } from './leaves';

/** The rules of one action. */
export interface RuleSet {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  /** How each condition is meant: `none` is Cerbos' "not true", which an error is, too. */
  readonly match: 'expr' | 'none';
}

/** Does its plan say all that its checks say? A DENY rule whose condition errs does not apply, which no plan tells. */
export const isExact = ({ deny, match }: RuleSet): boolean => deny.length === 0 && match === 'expr';

/** One rule that allows. */
export const allowing = (condition: string): RuleSet => ({
  allow: [condition],
  deny: [],
  match: 'expr',
});

/** Each leaf: bare, negated, as the condition of a DENY rule, and under `none`. */
export function leafRules(of: readonly string[] = leaves): RuleSet[] {
  return of.flatMap((leaf) => [
    allowing(leaf),
    allowing(`!(${leaf})`),
    { allow: ['true'], deny: [leaf], match: 'expr' },
    { allow: [leaf], deny: [], match: 'none' },
  ]);
}

const { tree: trees } = fc.letrec<{ tree: string }>((tie) => {
  const leaf = fc.constantFrom(...leaves).map((text) => `(${text})`);
  const sub = tie('tree');
  return {
    tree: fc.oneof(
      { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
      leaf,
      fc.tuple(sub, sub).map(([x, y]) => `(${x} && ${y})`),
      fc.tuple(sub, sub).map(([x, y]) => `(${x} || ${y})`),
      sub.map((x) => `!${x}`),
      fc.tuple(sub, sub, sub).map(([x, y, z]) => `(${x} ? ${y} : ${z})`),
    ),
  };
});

const ruleSets: fc.Arbitrary<RuleSet> = fc.oneof(
  { weight: 3, arbitrary: trees.map(allowing) },
  {
    weight: 2,
    arbitrary: fc.record({
      allow: fc.tuple(trees, trees),
      deny: fc.array(trees, { minLength: 1, maxLength: 2 }),
      match: fc.constant('expr' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      allow: fc.array(trees, { minLength: 1, maxLength: 2 }),
      deny: fc.array(trees, { maxLength: 1 }),
      match: fc.constant('none' as const),
    }),
  },
);

/** Random trees of the leaves: as one ALLOW rule, as two and one or two DENY rules, and under `none`. */
export function randomRules(count: number, seed: number): RuleSet[] {
  return fc.sample(ruleSets, { numRuns: count, seed });
}

export const actionOf = (index: number): string => `action_${index}`;

/** The policy of a kind with an action per rule set: `action_0`, `action_1`, … */
export function toPolicy(kind: string, ruleSets: readonly RuleSet[]): string {
  const rule = (effect: string, index: number, match: string, condition: string) => ({
    actions: [actionOf(index)],
    roles: ['user'],
    effect,
    condition: {
      match: match === 'none' ? { none: { of: [{ expr: condition }] } } : { expr: condition },
    },
  });
  const rules = ruleSets.flatMap(({ allow, deny, match }, index) => [
    ...allow.map((condition) => rule('EFFECT_ALLOW', index, match, condition)),
    ...deny.map((condition) => rule('EFFECT_DENY', index, match, condition)),
  ]);
  return JSON.stringify({
    apiVersion: 'api.cerbos.dev/v1',
    resourcePolicy: { version: 'default', resource: kind, rules },
  });
}
