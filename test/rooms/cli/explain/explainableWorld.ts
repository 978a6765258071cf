import fc from 'fast-check';
import type { Question } from '../../../../src/cli/explain/Explanation';

export const actions = ['view', 'edit', 'comment:add'];
const roleNames = ['user', 'admin', 'limited', 'local'];
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
// Rules of a resource policy and a principal policy may have the same name.
const ruleNames = ['first', 'second', 'third', 'fourth', 'fifth'];
const named = (rules: object[]) => rules.map((one, index) => ({ name: ruleNames[index], ...one }));

const variables = { local: { mine: 'P.id == R.attr.owner' } };

const policies = fc
  .record({
    owner: maybeCondition,
    boss: maybeCondition,
    rules: fc.array(rule, { minLength: 1, maxLength: 5 }),
    scoped: fc.array(rule, { minLength: 1, maxLength: 2 }),
    consent: fc.boolean(),
    principal: fc.tuple(
      effect,
      maybeCondition,
      fc.constantFrom(...actions, '*'),
      fc.constantFrom(...ruleNames),
    ),
    limited: fc.tuple(withoutVariables, withoutVariables, withoutVariables),
    where: fc.constantFrom('', 'acme'),
  })
  .map(({ owner, boss, rules, scoped, consent, principal, limited, where }) => {
    const resource = {
      resource: 'doc',
      version: 'default',
      importDerivedRoles: ['roles'],
      variables,
    };
    const [principalEffect, when, action, name] = principal;
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
      { resourcePolicy: { ...resource, rules: named(rules) } },
      {
        resourcePolicy: {
          ...resource,
          scope: 'acme',
          scopePermissions: consent
            ? 'SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS'
            : 'SCOPE_PERMISSIONS_OVERRIDE_PARENT',
          rules: named(scoped),
        },
      },
      {
        principalPolicy: {
          principal: 'pia',
          version: 'default',
          variables,
          rules: [
            { resource: 'doc', actions: [{ name, action, effect: principalEffect, ...when }] },
          ],
        },
      },
      {
        rolePolicy: {
          role: 'limited',
          parentRoles: ['user'],
          rules: [
            { resource: 'doc', allowActions: ['view'], ...limited[0] },
            { resource: 'doc', allowActions: ['edit', 'comment:*', 'view'], ...limited[1] },
          ],
        },
      },
      {
        rolePolicy: {
          role: 'local',
          scope: where,
          parentRoles: ['limited'],
          rules: [{ resource: 'doc', allowActions: ['view', 'edit'], ...limited[2] }],
        },
      },
    ];
  });

/** Makes each expression another text, so that a sentence about it is about one rule only. */
function withOwnExpressions(all: readonly object[]): Policies {
  let count = 0;
  const json = JSON.stringify(all, (key, value: unknown) =>
    key === 'expr' ? `${String(value)} && ${String(++count)} == ${String(count)}` : value,
  );
  // It is what was generated above.
  return JSON.parse(json) as Policies;
}

interface Named {
  readonly name?: string;
  readonly condition?: object;
}

/** What the checks read of the generated policies. */
export type Policies = readonly {
  readonly resourcePolicy?: { readonly rules: readonly Named[] };
  readonly principalPolicy?: { readonly rules: readonly { readonly actions: readonly Named[] }[] };
  readonly rolePolicy?: {
    readonly role: string;
    readonly scope?: string;
    readonly parentRoles: readonly string[];
    readonly rules: readonly (Named & { readonly allowActions: readonly string[] })[];
  };
}[];

interface World {
  readonly policies: Policies;
  readonly principals: Readonly<Record<string, Question['principal']>>;
  readonly resources: Readonly<Record<string, Question['resource']>>;
}

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
/** Policies, callers and resources, to be asked about in one run of the engine. */
export const world: fc.Arbitrary<World> = fc.record({
  policies: policies.map(withOwnExpressions),
  principals: fc.record({
    ann: principal('ann'),
    ben: principal('ben'),
    eve: principal('eve'),
    pia: principal('pia'),
    other: principal('pia'),
  }),
  resources: fc
    .tuple(attributes, attributes, attributes, attributes)
    .map(([one, two, three, four]) => ({
      one: { kind: 'doc', id: '1', attr: one },
      two: { kind: 'doc', id: '2', attr: two },
      scoped: { kind: 'doc', id: '3', attr: three, scope: 'acme' },
      also: { kind: 'doc', id: '4', attr: four, scope: 'acme' },
    })),
});
