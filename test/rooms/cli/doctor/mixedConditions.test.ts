import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Pdp } from '../../../../src/cli/doctor/pdp/Pdp';
import { mixedConditions } from '../../../../src/cli/doctor/policies/mixedConditions';
import { startCerbos } from '../../../../src/testing';
import { startTimeoutMs } from '../../../setup/pdp';
import { root } from '../../../setup/publishedPackage';
import { policyFolder } from '../../testing/policyFolder';
import { derivedRoles, examine, policySet, resourcePolicy } from './examine';

const owner = { expr: 'R.attr.ownerId == P.id' };
const colleague = { expr: 'R.attr.orgId == P.attr.orgId' };
const isPublic = { expr: 'R.attr.isPublic == true' };
const any = { any: { of: [owner, colleague] } };
const all = { all: { of: [owner, colleague] } };

interface Side {
  readonly match: object;
  readonly effect?: 'DENY';
  /** The condition of a derived role that the rule names. */
  readonly derived?: string;
}

/** The conditions of two policies for one action. */
const cases: readonly (readonly [name: string, one: Side, other: Side, isMixedUp: boolean])[] = [
  ['any and all', { match: any }, { match: all }, true],
  ['any and none', { match: any }, { match: { none: { of: [owner, colleague] } } }, true],
  ['an expression and none of it', { match: owner }, { match: { none: { of: [owner] } } }, true],
  [
    'conditions that are nested in different ways',
    { match: { all: { of: [owner, { any: { of: [colleague, isPublic] } }] } } },
    { match: { any: { of: [owner, colleague, isPublic] } } },
    true,
  ],
  [
    'rules whose derived roles are equal',
    { match: colleague, derived: owner.expr },
    { match: { none: { of: [colleague] } }, derived: owner.expr },
    true,
  ],
  ['an expression and all of it', { match: owner }, { match: { all: { of: [owner] } } }, false],
  ['another order', { match: any }, { match: { all: { of: [colleague, owner] } } }, false],
  ['another effect', { match: any }, { match: all, effect: 'DENY' }, false],
  ['the same twice', { match: any }, { match: any }, false],
];

/** The two policies of a case. Its action is its own, so cases don't meet. */
function files(index: number): Record<string, string> {
  const [, one, other] = cases[index] ?? [];
  const texts = [one, other].flatMap((side, which): [string, string][] => {
    if (side === undefined) return [];
    const kind = `kind${String(index)}_${String(which)}`;
    const { derived, match, effect } = side;
    const rule = {
      actions: `view${String(index)}`,
      match,
      ...(effect !== undefined && { effect }),
      ...(derived === undefined ? { roles: 'user' } : { derivedRoles: 'some' }),
    };
    // What a rule denies must be allowed by another one, or the effect could not be seen.
    const rules = effect === undefined ? [rule] : [rule, { actions: rule.actions, roles: 'user' }];
    const more = derived === undefined ? {} : { importDerivedRoles: [kind] };
    return [
      [`${kind}.yaml`, resourcePolicy(kind, rules, more)],
      ...(derived === undefined
        ? []
        : [
            [
              `${kind}_roles.yaml`,
              derivedRoles(kind, { some: { parents: 'user', expr: derived } }),
            ] satisfies [string, string],
          ]),
    ];
  });
  return Object.fromEntries(texts);
}

const allFiles = () =>
  Object.assign({}, ...cases.map((_, index) => files(index))) as Record<string, string>;

const attributes = [
  { ownerId: 'ada', orgId: 'other', isPublic: false },
  { ownerId: 'ada', orgId: 'acme', isPublic: false },
  { ownerId: 'bob', orgId: 'acme', isPublic: false },
  { ownerId: 'bob', orgId: 'other', isPublic: true },
];

/** Starts a PDP with the policies of all cases, and asks it about both kinds of each. */
async function answers(policies: string, resolveFrom: string) {
  const pdp = await startCerbos({ policies, resolveFrom, startTimeoutMs });
  onTestFinished(() => pdp.stop());
  const found = await Promise.all(
    cases.map(async (_, index) => {
      const response = await fetch(`${pdp.httpUrl}/api/check/resources`, {
        method: 'POST',
        body: JSON.stringify({
          principal: { id: 'ada', roles: ['user'], attr: { orgId: 'acme' } },
          resources: [0, 1].flatMap((which) =>
            attributes.map((attr, id) => ({
              actions: [`view${String(index)}`],
              resource: { kind: `kind${String(index)}_${String(which)}`, id: String(id), attr },
            })),
          ),
        }),
      });
      const { results } = (await response.json()) as {
        results: { actions: Record<string, string> }[];
      };
      return results.map(({ actions }) => Object.values(actions)[0]);
    }),
  );
  return { pdp: new Pdp(pdp.httpUrl), found };
}

it.each(cases.map((each, index) => [...each, index] as const))(
  'doctor knows whether PDP 0.55.0 mixes up %s',
  async (_name, _one, _other, isMixedUp, index) => {
    const finding = await examine(mixedConditions, { policies: await policySet(files(index)) });
    // The PDP that is installed here is 0.51, which is right.
    expect(finding.status).toBe('pass');
    expect(finding.message).toMatch(
      isMixedUp ? /which PDP 0\.51\.0 does right/ : /^No two policies/,
    );
  },
);

it('PDP 0.55.0 mixes up just those, doctor fails with it, and not with 0.51.0', async ({
  skip,
}) => {
  const policies = await policyFolder(allFiles());
  const right = await answers(policies, root);
  const wrong = await answers(policies, join(root, 'test/pdp-0.55'));
  if ((await wrong.pdp.version()) !== '0.55.0') skip('PDP 0.55.0 has no binary for this machine.');
  const differs = cases.map(
    (_, index) => JSON.stringify(right.found[index]) !== JSON.stringify(wrong.found[index]),
  );
  expect(differs).toEqual(cases.map(([, , , isMixedUp]) => isMixedUp));

  const read = await policySet(allFiles());
  expect(await examine(mixedConditions, { policies: read, pdp: right.pdp })).toMatchObject({
    status: 'pass',
  });
  const finding = await examine(mixedConditions, { policies: read, pdp: wrong.pdp });
  expect(finding).toMatchObject({ status: 'fail', remedy: expect.any(String) });
  expect(finding.detail).toContain('kind0_0.yaml:7 rule rule-001 for view0');
});
