import type { GRPC } from '@cerbos/grpc';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../src';
import { caller, type Caller } from './callers';
import { check, packCopy, type Replacement, startPdp } from './pack';
import {
  actions,
  carelessThing,
  fittingThing,
  isForThemselvesAlone,
  isWithin,
  type Thing,
} from './things';

const twoMinutes = 120_000;

/** Looks for somebody who may do what is none of their business. */
async function search(cerbos: GRPC, thing: fc.Arbitrary<Thing>, numRuns: number) {
  const found: { principal: Principal; thing: Thing; action: string }[] = [];
  let [decisions, allowed] = [0, 0];
  const things = fc.array(thing, { minLength: 20, maxLength: 20 });
  const findAny = async (who: Caller, asked: Thing[]) => {
    // Generated attributes need not be what the client's type wants.
    const resources = asked.map((resource) => ({ resource: resource as never, actions }));
    const results = await check(cerbos, who.principal, resources);
    return asked.flatMap((thing, index) =>
      actions.flatMap((action) => {
        decisions += 1;
        if (results[index]?.isAllowed(action) !== true) return [];
        allowed += 1;
        const right = isWithin(who, thing, action) && !isForThemselvesAlone(who, thing, action);
        return right ? [] : [{ principal: who.principal, thing, action }];
      }),
    );
  };
  const details = await fc.check(
    fc.asyncProperty(caller, things, async (who, asked) => {
      found.push(...(await findAny(who, asked)));
      return found.length === 0;
    }),
    { numRuns, endOnFailure: true },
  );
  // Anything but a finding: the PDP did not answer.
  if (details.failed && found.length === 0) throw details.errorInstance;
  return { found, decisions, allowed, seed: details.seed };
}

const settings = [
  { name: 'with attributes checked by schema', schemaEnforcement: 'reject', thing: fittingThing },
  { name: 'where no schema is enforced', schemaEnforcement: 'none', thing: fittingThing },
  { name: 'whatever the attributes', schemaEnforcement: 'none', thing: carelessThing },
] as const;

describe("the pack's policies", () => {
  it.each(settings)(
    'let nobody reach into another organization, or do for somebody else what only they may, $name',
    async ({ name, schemaEnforcement, thing }) => {
      const cerbos = await startPdp(await packCopy(), { schemaEnforcement });
      const { found, decisions, allowed, seed } = await search(cerbos, thing, 250);
      console.log(
        `organizations, ${name}: ${decisions.toLocaleString('en')} decisions, ${allowed.toLocaleString('en')} of them allowed, ${found.length} counter-examples (seed ${seed})`,
      );
      expect(found).toEqual([]);
      expect(allowed).toBeGreaterThan(decisions / 200);
    },
    twoMinutes,
  );

  const roles = 'derived_roles/clerk_roles.yaml';
  const withoutCondition = (role: string, parent: string, was: string, by: string) =>
    [
      `- name: ${role}\n      parentRoles:\n        - ${parent}\n      condition:\n        match:\n          expr: ${was}`,
      `- name: ${role}\n      parentRoles:\n        - ${parent}\n      condition:\n        match:\n          expr: ${by}`,
    ] as const;

  it.each<[string, Replacement]>([
    [
      'two without an organization had it in common',
      [
        'exports/clerk.yaml',
        'P.attr.orgId != "" && P.attr.orgId == R.attr.orgId',
        'P.attr.orgId == R.attr.orgId',
      ],
    ],
    [
      'an admin were one everywhere',
      [
        roles,
        ...withoutCondition('organization_admin', 'org:admin', 'V.same_organization', '"true"'),
      ],
    ],
    [
      'an API key were one of every organization',
      [
        roles,
        ...withoutCondition('organization_api_key', 'api_key', 'V.same_organization', 'V.machine'),
      ],
    ],
    [
      'an OAuth token were one of every organization',
      [
        roles,
        ...withoutCondition(
          'organization_oauth_token',
          'oauth_token',
          'V.token_organization',
          'V.machine',
        ),
      ],
    ],
    [
      'an OAuth token that names no organization had that in common',
      ['exports/clerk.yaml', 'P.attr.tokenOrgId != "" && ', ''],
    ],
    [
      'a rule that denies were skipped for a token without the attribute',
      ['exports/clerk.yaml', 'has(P.attr.tokenOrgId) && type(P.attr.tokenOrgId) == string && ', ''],
    ],
    [
      'the claims of an API key named its organization',
      ['exports/clerk.yaml', 'P.attr.tokenType == "oauth_token" && ', ''],
    ],
    [
      'a tool with another kind of amount had no limit',
      ['resource_policies/mcp_tool.yaml', 'type(R.attr.arguments.amount) == double && ', ''],
    ],
    [
      'a token needed no scope for a tool that changes data',
      ['resource_policies/mcp_tool.yaml', '"tools:write" in P.attr.scopes', 'V.machine'],
    ],
    [
      'a resource without an organization were for all',
      ['resource_policies/mcp_resource.yaml', 'R.attr.orgId == ""', "'!(V.same_organization)'"],
    ],
    [
      'an agent did all that its user does',
      ['resource_policies/note.yaml', 'expr: V.agent', 'expr: "false"'],
    ],
    [
      'an owner took their things along',
      ['exports/clerk.yaml', ' && (R.attr.orgId == "" || R.attr.orgId == P.attr.orgId)', ''],
    ],
    [
      'a thing could be shared with no organization',
      [
        'exports/clerk.yaml',
        'P.attr.orgId != "" && P.attr.orgId in R.attr.sharedWithOrganizations',
        'P.attr.orgId in R.attr.sharedWithOrganizations',
      ],
    ],
    [
      'a permission were one of every organization',
      ['derived_roles/billing_roles.yaml', '- expr: V.same_organization\n              ', ''],
    ],
    [
      'an auditor were one of every organization',
      ['derived_roles/billing_roles.yaml', 'expr: V.same_organization\n', 'expr: "true"\n'],
    ],
    [
      'a plan opened the reports of all',
      [
        'resource_policies/report.yaml',
        'derivedRoles:\n        - same_organization\n',
        'roles:\n        - user\n',
      ],
    ],
    [
      'a note shared with somebody were shared with all',
      ['exports/clerk.yaml', 'P.id in R.attr.sharedWithUsers', 'size(R.attr.sharedWithUsers) > 0'],
    ],
    [
      'only what the role user allows were denied while somebody is impersonated',
      ['resource_policies/billing.yaml', "roles:\n        - '*'", 'roles:\n        - user'],
    ],
    [
      'the derived role took the place of the variable',
      [
        'resource_policies/project.yaml',
        "roles:\n        - '*'",
        'derivedRoles:\n        - impersonated',
      ],
    ],
  ])(
    'would be caught if %s',
    async (_, replacement) => {
      const cerbos = await startPdp(await packCopy({}, [replacement]), {
        schemaEnforcement: 'none',
      });
      const { found } = await search(cerbos, fittingThing, 3_000);
      expect(found).not.toEqual([]);
    },
    twoMinutes,
  );
});
