import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Reason } from '../../../../src/cli/explain/Explanation';
import { cerbosBinary } from '../../../../src/testing/cerbos/cerbosBinary';
import { root } from '../../../setup/publishedPackage';
import { type Explained, explainEverything, sentencesOf } from './explainEverything';

const actions = ['view', 'edit', 'comment:add'];
const roleNames = ['user', 'admin', 'limited'];
const expressions = [
  'P.id == R.attr.owner',
  'R.attr.open',
  'R.attr.size > 3',
  'P.attr.level >= R.attr.size',
  '"x" in R.attr.tags',
  'has(R.attr.open) && R.attr.open',
  'V.mine',
  'true',
  '1 == 2',
];

const condition = fc.letrec<{ node: object }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom(...expressions).map((expr) => ({ expr })),
    fc
      .tuple(
        fc.constantFrom('all', 'any', 'none'),
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
      )
      .map(([type, of]) => ({ [type]: { of } })),
  ),
})).node;
const maybeCondition = optional(condition);
// PDP 0.51 knows no variables in role policies.
const withoutVariables = optional(
  condition.filter((one) => !JSON.stringify(one).includes('V.mine')),
);

function optional(some: fc.Arbitrary<object>): fc.Arbitrary<object> {
  return fc
    .option(some, { nil: undefined })
    .map((match) => (match === undefined ? {} : { condition: { match } }));
}

const effect = fc.constantFrom('EFFECT_ALLOW', 'EFFECT_ALLOW', 'EFFECT_DENY');
const caller = fc.constantFrom(
  { roles: ['user'] },
  { roles: ['admin'] },
  { roles: ['*'] },
  { derivedRoles: ['owner'] },
  { derivedRoles: ['owner', 'boss'] },
  { roles: ['admin'], derivedRoles: ['owner'] },
);
const rule = fc
  .record({
    actions: fc.subarray([...actions, '*', 'comment:*'], { minLength: 1 }),
    effect,
    who: caller,
    when: maybeCondition,
  })
  .map(({ who, when, ...rest }) => ({ ...rest, ...who, ...when }));

const variables = { local: { mine: 'P.id == R.attr.owner' } };

const policies = fc
  .record({
    owner: maybeCondition,
    boss: maybeCondition,
    rules: fc.array(rule, { minLength: 1, maxLength: 5 }),
    scoped: fc.array(rule, { minLength: 1, maxLength: 2 }),
    consent: fc.boolean(),
    principal: fc.tuple(effect, maybeCondition, fc.constantFrom(...actions, '*')),
    limited: fc.tuple(withoutVariables, withoutVariables),
  })
  .map(({ owner, boss, rules, scoped, consent, principal, limited }) => {
    const resource = {
      resource: 'doc',
      version: 'default',
      importDerivedRoles: ['roles'],
      variables,
    };
    const [principalEffect, when, action] = principal;
    return [
      {
        derivedRoles: {
          name: 'roles',
          variables,
          definitions: [
            { name: 'owner', parentRoles: ['user'], ...owner },
            { name: 'boss', parentRoles: ['admin'], ...boss },
          ],
        },
      },
      { resourcePolicy: { ...resource, rules } },
      {
        resourcePolicy: {
          ...resource,
          scope: 'acme',
          scopePermissions: consent
            ? 'SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS'
            : 'SCOPE_PERMISSIONS_OVERRIDE_PARENT',
          rules: scoped,
        },
      },
      {
        principalPolicy: {
          principal: 'pia',
          version: 'default',
          variables,
          rules: [{ resource: 'doc', actions: [{ action, effect: principalEffect, ...when }] }],
        },
      },
      {
        rolePolicy: {
          role: 'limited',
          parentRoles: ['user'],
          rules: [
            { resource: 'doc', allowActions: ['view'], ...limited[0] },
            { resource: 'doc', allowActions: ['edit', 'comment:*'], ...limited[1] },
          ],
        },
      },
    ];
  });

const attributes = fc.record(
  {
    owner: fc.constantFrom('ann', 'pia'),
    open: fc.boolean(),
    size: fc.integer({ min: 1, max: 6 }),
    tags: fc.constantFrom(['x'], []),
  },
  { requiredKeys: [] },
);
const principal = (id: string) =>
  fc.record({
    id: fc.constant(id),
    roles: fc.subarray(roleNames, { minLength: 1 }),
    attr: fc.record({ level: fc.integer({ min: 1, max: 6 }) }, { requiredKeys: [] }),
  });
const world = fc.record({
  policies,
  principals: fc.record({ ann: principal('ann'), ben: principal('ben'), pia: principal('pia') }),
  resources: fc.tuple(attributes, attributes, attributes).map(([one, two, three]) => ({
    one: { kind: 'doc', id: '1', attr: one },
    two: { kind: 'doc', id: '2', attr: two },
    scoped: { kind: 'doc', id: '3', attr: three, scope: 'acme' },
  })),
});

const runs = Number(process.env.EXPLAIN_RUNS ?? 4);

it.each([
  ['0.51', root],
  ['0.55', join(root, 'test/pdp-0.55')],
])('says nothing that the trace of PDP %s does not support', async (version, folder) => {
  const seed = Number(process.env.EXPLAIN_SEED ?? Date.now() % 1_000_000);
  let count = 0;
  await fc.assert(
    fc.asyncProperty(world, async (one) => {
      const all = await explainEverything({ ...one, actions, binary: cerbosBinary(folder) });
      count += all.size;
      for (const explained of all.values()) check(explained);
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
  console.log(`PDP ${version}: ${String(count)} explanations, seed ${String(seed)}`);
});

function check({ effect: decided, trace, explanation }: Explained): void {
  const { effect: told, reasons, summary, question } = explanation;
  expect(told).toBe(decided);
  expect(summary).not.toBe('');
  const wanted = decided === 'EFFECT_ALLOW' ? 'allows' : 'forbids';
  const deciding = reasons.filter(({ applies }) => applies !== undefined);
  expect(deciding.every(({ applies }) => applies === wanted)).toBe(true);
  // An allow always has a rule.
  if (decided === 'EFFECT_ALLOW') expect(deciding).not.toEqual([]);

  const evaluated = new Set(
    trace.flatMap(({ components, event }) => {
      const expr = components.at(-1)?.expr;
      return typeof expr === 'string' ? [`${String(event.result)}: ${expr}`] : [];
    }),
  );
  for (const sentence of sentencesOf(reasons)) {
    if (/^(?:true|false): /.test(sentence)) expect(evaluated).toContain(sentence);
    const [, roles] = /needs one of the roles (.*)$/.exec(sentence) ?? [];
    for (const role of roles?.split(', ') ?? []) {
      expect(question.principal.roles).not.toContain(role);
    }
    for (const [, name = ''] of sentence.matchAll(/R\.attr\.(\w+) is missing/g)) {
      expect(question.resource.attr).not.toHaveProperty(name);
    }
  }
  for (const reason of deciding) expect(isApplied(reason, trace)).toBe(true);
}

/** Does the trace have a rule of this name whose condition is true? */
function isApplied({ text }: Reason, trace: Explained['trace']): boolean {
  const name = /^rule (\S+)/.exec(text)?.[1] ?? '';
  return trace.some(({ components, event }) => {
    const at = components.findIndex((component) => component.rule === name);
    return at >= 0 && components[at + 1]?.kind === 'KIND_CONDITION' && event.result === true;
  });
}
