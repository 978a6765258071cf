import { describe, expect, it } from 'vitest';
import type { Check } from '../../../../src/cli/doctor/Check';
import {
  principalAttributes,
  resourceAttributes,
} from '../../../../src/cli/doctor/policies/attributes';
import { denials } from '../../../../src/cli/doctor/policies/denials';
import {
  plans,
  rolePolicyKinds,
  scopedOutputs,
  systemPermissions,
} from '../../../../src/cli/doctor/policies/otherFaults';
import { readable } from '../../../../src/cli/doctor/policies/readable';
import { plainUser, tenants } from '../../../../src/cli/doctor/policies/rights';
import { roles } from '../../../../src/cli/doctor/policies/roles';
import { derivedRoles, examine, policySet, resourcePolicy } from './examine';

type Files = Readonly<Record<string, string>>;

const same = 'P.attr.orgId != "" && P.attr.orgId == R.attr.orgId';
const byDerivedRole = { importDerivedRoles: ['roles'] };
const principalSchema = {
  schemas: { principalSchema: { ref: 'cerbos:///principal.json' } },
};
const resourceSchema = { schemas: { resourceSchema: { ref: 'cerbos:///note.json' } } };
const schema = (properties: object, isClosed: boolean) =>
  JSON.stringify({ type: 'object', properties, additionalProperties: !isClosed });
const scopedRule = (permissions: string, rule: { readonly effect?: 'DENY' }) =>
  resourcePolicy(
    'note',
    [
      {
        ...rule,
        roles: '*',
        expr: 'P.attr.firstFactorAge < 10',
        output: { when: { conditionNotMet: '"x"' } },
      },
    ],
    { scope: 'acme', scopePermissions: `SCOPE_PERMISSIONS_${permissions}` },
  );
const rolePolicy = (kind: string) =>
  JSON.stringify({
    apiVersion: 'api.cerbos.dev/v1',
    rolePolicy: {
      role: 'org:auditor',
      parentRoles: ['user'],
      rules: [{ resource: kind, allowActions: ['view'] }],
    },
  });
const ban = (expr?: string) =>
  JSON.stringify({
    apiVersion: 'api.cerbos.dev/v1',
    principalPolicy: {
      principal: 'user_eve',
      version: 'default',
      rules: [
        {
          resource: 'note',
          actions: [
            {
              action: '*',
              effect: 'EFFECT_DENY',
              ...(expr !== undefined && { condition: { match: { expr } } }),
            },
          ],
        },
      ],
    },
  });

/** Policies that a check warns about, with the line of the evidence that it must show. */
const faults: readonly (readonly [string, Check, Files, evidence: string])[] = [
  [
    'a right by an org role, without the organization',
    tenants,
    { 'note.yaml': resourcePolicy('note', [{ roles: 'org:admin' }]) },
    'note.yaml:7 note: rule rule-001 allows edit to org:admin',
  ],
  [
    'a right by an org role, if any organization is active',
    tenants,
    { 'note.yaml': resourcePolicy('note', [{ roles: 'org:admin', expr: 'P.attr.orgId != ""' }]) },
    'note.yaml:7 note: rule rule-001 allows edit to org:admin',
  ],
  [
    'a right by a derived role of an org role',
    tenants,
    {
      'note.yaml': resourcePolicy('note', [{ derivedRoles: 'boss' }], byDerivedRole),
      'roles.yaml': derivedRoles('roles', { boss: { parents: 'org:admin' } }),
    },
    'note.yaml:10 note: rule rule-001 allows edit to derived role boss',
  ],
  [
    'a right by a permission, without the organization',
    tenants,
    {
      'note.yaml': resourcePolicy('note', [
        { roles: 'user', expr: '"org:notes:edit" in P.attr.orgPermissions' },
      ]),
    },
    'note.yaml:7 note: rule rule-001 allows edit to user',
  ],
  [
    'a right for each signed-in person',
    plainUser,
    { 'note.yaml': resourcePolicy('note', [{ roles: 'user', actions: 'view delete' }]) },
    'note.yaml:7 note: rule rule-001 allows view, delete to user',
  ],
  [
    'a right for each visitor',
    plainUser,
    { 'note.yaml': resourcePolicy('note', [{ roles: '*', actions: '*' }]) },
    'note.yaml:7 note: rule rule-001 allows * to *',
  ],
  [
    'a right for each signed-in person at a certain time',
    plainUser,
    {
      'note.yaml': resourcePolicy('note', [
        { roles: 'user', expr: 'now() > timestamp("2026-01-01T00:00:00Z")' },
      ]),
    },
    'note.yaml:7 note: rule rule-001 allows edit to user',
  ],
  [
    'a right for each signed-in person, by a derived role',
    plainUser,
    {
      'note.yaml': resourcePolicy('note', [{ derivedRoles: 'all' }], byDerivedRole),
      'roles.yaml': derivedRoles('roles', { all: { parents: 'user', expr: '1 == 1' } }),
    },
    'note.yaml:10 note: rule rule-001 allows edit to derived role all',
  ],
  [
    'a denial that another role of the caller opens',
    denials,
    {
      'note.yaml': resourcePolicy('note', [
        { roles: 'user', effect: 'DENY' },
        { roles: 'org:admin', actions: 'ed*' },
      ]),
    },
    'note.yaml:7 note: rule rule-001 denies edit to user; other rules allow it to org:admin',
  ],
  [
    'an attribute that no principal has',
    principalAttributes,
    { 'note.yaml': resourcePolicy('note', [{ roles: 'user', expr: 'P.attr.clearence > 3.0' }]) },
    'note.yaml:17 reads P.attr.clearence',
  ],
  [
    'an attribute in a variable',
    principalAttributes,
    {
      'note.yaml': resourcePolicy('note', [{ roles: 'user', expr: 'V.high' }], {
        variables: { local: { high: 'P.attr.level > 3.0' } },
      }),
    },
    'note.yaml:8 reads P.attr.level',
  ],
  [
    'an attribute in an output',
    principalAttributes,
    {
      'note.json':
        '{"apiVersion": "api.cerbos.dev/v1", "resourcePolicy": {"resource": "note", "version": "default", "rules": [\n{"actions": ["view"], "effect": "EFFECT_ALLOW", "roles": ["user"], "output": {"when": {"ruleActivated": "P.attr.level"}}}]}}',
    },
    'note.json:2 reads P.attr.level',
  ],
  [
    'an attribute that the closed schema of the kind excludes',
    resourceAttributes,
    {
      '_schemas/note.json': schema({ ownerId: {} }, true),
      'note.yaml': resourcePolicy(
        'note',
        [{ roles: 'user', expr: 'R.attr.owner == P.id' }],
        resourceSchema,
      ),
    },
    'note.yaml:22 reads R.attr.owner, for note',
  ],
  [
    'a role that no principal has',
    roles,
    { 'note.yaml': resourcePolicy('note', [{ roles: 'admin' }]) },
    'note.yaml:7 names the role admin',
  ],
  [
    'a role that no principal has, of a derived role',
    roles,
    {
      'note.yaml': resourcePolicy('note', [{ roles: 'user' }]),
      'roles.yaml': derivedRoles('roles', { boss: { parents: 'boss' } }),
    },
    'roles.yaml:1 names the role boss',
  ],
  [
    'a system permission of Clerk',
    systemPermissions,
    {
      'note.yaml': resourcePolicy('note', [
        { roles: 'user', expr: '"org:sys_memberships:read" in P.attr.orgPermissions' },
      ]),
    },
    'note.yaml:17 reads org:sys_memberships:read',
  ],
  [
    'a ban by a principal policy',
    plans,
    { 'eve.yaml': ban() },
    'eve.yaml:1 denies * on note to user_eve; a plan ignores that',
  ],
  [
    'has() of a resource',
    plans,
    { 'note.yaml': resourcePolicy('note', [{ roles: 'user', expr: 'has(R.attr.publishedAt)' }]) },
    'note.yaml:17 has(R.attr.publishedAt); a plan takes it for true',
  ],
  ...[
    'P.attr.levels[R.attr.team] > 5',
    'request.principal.attr["levels"][request.resource.attr.team].rank >= 5',
    '(P.attr.levels[V.team]) < 5',
    '{"a": 1, "b": 9}[R.attr.team] > 5',
  ].map((expr): (typeof faults)[number] => [
    `an order beside a map: ${expr}`,
    plans,
    { 'note.yaml': resourcePolicy('note', [{ roles: 'user', expr }]) },
    'note.yaml:17 compares a map at R… with > or <; a plan exchanges the two sides',
  ]),
  [
    'a role policy for a kind with a colon',
    rolePolicyKinds,
    { 'role.yaml': rolePolicy('crm:contact') },
    'role.yaml:1 role org:auditor: rule for crm:contact',
  ],
  [
    'an output in a scope where the parent must consent',
    scopedOutputs,
    { 'acme.yaml': scopedRule('REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS', {}) },
    'acme.yaml:24 note, scope acme: output of rule rule-001',
  ],
];

const healthy: readonly (readonly [string, Check, Files])[] = [
  [
    'a right by an org role in the organization of the resource',
    tenants,
    { 'note.yaml': resourcePolicy('note', [{ roles: 'org:admin', expr: same }]) },
  ],
  [
    'the same by variables that another policy exports',
    tenants,
    {
      'note.yaml': resourcePolicy('note', [{ roles: 'org:admin', expr: 'V.same && true' }], {
        variables: { import: ['shared'] },
      }),
      'shared.yaml': JSON.stringify({
        apiVersion: 'api.cerbos.dev/v1',
        exportVariables: { name: 'shared', definitions: { same: 'V.inner', inner: same } },
      }),
    },
  ],
  [
    'the same by a derived role',
    tenants,
    {
      'note.yaml': resourcePolicy('note', [{ derivedRoles: 'boss' }], byDerivedRole),
      'roles.yaml': derivedRoles('roles', { boss: { parents: 'org:admin', expr: same } }),
    },
  ],
  [
    'an org role that is denied something',
    tenants,
    { 'note.yaml': resourcePolicy('note', [{ roles: 'org:admin', effect: 'DENY' }]) },
  ],
  [
    'an org role for a kind without attributes',
    tenants,
    {
      '_schemas/note.json': schema({}, true),
      'note.yaml': resourcePolicy('note', [{ roles: 'org:admin' }], resourceSchema),
    },
  ],
  [
    'each signed-in person, who may view',
    plainUser,
    { 'note.yaml': resourcePolicy('note', [{ roles: 'user', actions: 'view list:all' }]) },
  ],
  [
    'each signed-in person, who may edit their own',
    plainUser,
    { 'note.yaml': resourcePolicy('note', [{ roles: 'user', expr: 'R.attr.ownerId == P.id' }]) },
  ],
  [
    'a denial for all roles',
    denials,
    {
      'note.yaml': resourcePolicy('note', [{ roles: '*', effect: 'DENY' }, { roles: 'org:admin' }]),
    },
  ],
  [
    'a denial for machines, which have no other role',
    denials,
    {
      'note.yaml': resourcePolicy('note', [
        { roles: 'api_key', effect: 'DENY' },
        { roles: 'user' },
      ]),
    },
  ],
  [
    'a denial for one org role, and another one that is allowed',
    denials,
    {
      'note.yaml': resourcePolicy('note', [
        { roles: 'org:member', effect: 'DENY' },
        { roles: 'org:admin' },
      ]),
    },
  ],
  [
    'a denial of another action',
    denials,
    {
      'note.yaml': resourcePolicy('note', [
        { roles: 'user', effect: 'DENY' },
        { roles: 'org:admin', actions: 'view' },
      ]),
    },
  ],
  [
    'attributes of the contract, of the principal schema, and guarded ones',
    principalAttributes,
    {
      '_schemas/principal.json': schema({ clearance: {} }, false),
      'note.yaml': resourcePolicy(
        'note',
        [
          {
            roles: 'user',
            expr: 'P.attr.orgId == "" && P.attr.clearance > 3.0 && has(P.attr.x) && P.attr.x == 1',
          },
        ],
        principalSchema,
      ),
    },
  ],
  [
    'an attribute that an open schema does not name',
    resourceAttributes,
    {
      '_schemas/note.json': schema({ ownerId: {} }, false),
      'note.yaml': resourcePolicy(
        'note',
        [{ roles: 'user', expr: 'R.attr.owner == P.id' }],
        resourceSchema,
      ),
    },
  ],
  [
    'attributes that the closed schema has',
    resourceAttributes,
    {
      '_schemas/note.json': schema({ ownerId: {} }, true),
      'note.yaml': resourcePolicy(
        'note',
        [{ roles: 'user', expr: 'R.attr.ownerId == P.id' }],
        resourceSchema,
      ),
    },
  ],
  [
    'roles of clerk-cerbos and of Clerk',
    roles,
    {
      'note.yaml': resourcePolicy('note', [
        { roles: 'user anonymous pending api_key m2m_token oauth_token org:anything *' },
      ]),
    },
  ],
  [
    'a permission of the app',
    systemPermissions,
    {
      'note.yaml': resourcePolicy('note', [
        { roles: 'user', expr: '"org:notes:edit" in P.attr.orgPermissions' },
      ]),
    },
  ],
  ['a ban that depends on the resource', plans, { 'eve.yaml': ban('R.attr.secret == true') }],
  ...[
    '5 < P.attr.levels[R.attr.team]',
    'P.attr.levels[R.attr.team] == "a[R.x] > 5"',
    'P.attr.levels["x"] > 5 && R.attr.n in [1]',
  ].map((expr): (typeof healthy)[number] => [
    `no order beside a map of the principal: ${expr}`,
    plans,
    { 'note.yaml': resourcePolicy('note', [{ roles: 'user', expr }]) },
  ]),
  ['a role policy for a plain kind', rolePolicyKinds, { 'role.yaml': rolePolicy('contact') }],
  [
    'an output in a scope that overrides its parent',
    scopedOutputs,
    { 'acme.yaml': scopedRule('OVERRIDE_PARENT', {}) },
  ],
  [
    'an output of a DENY rule where the parent must consent',
    scopedOutputs,
    { 'acme.yaml': scopedRule('REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS', { effect: 'DENY' }) },
  ],
];

describe('doctor warns about', () => {
  it.each(faults)('%s', async (_, check, files, evidence) => {
    const finding = await examine(check, { policies: await policySet(files) });
    expect(finding).toMatchObject({ status: 'warn', remedy: expect.any(String) });
    expect(finding.detail).toBe(evidence);
  });
});

describe('doctor has nothing to say about', () => {
  it.each(healthy)('%s', async (_, check, files) => {
    const finding = await examine(check, { policies: await policySet(files) });
    expect(finding).toEqual({ status: 'pass', message: expect.any(String) });
  });
});

describe('doctor is told', () => {
  it('which roles the app gives', async () => {
    const policies = await policySet({
      'note.yaml': resourcePolicy('note', [{ roles: 'editor' }]),
    });
    expect(await examine(roles, { policies, appRoles: ['editor'] })).toMatchObject({
      status: 'pass',
    });
  });

  it('which role each session has', async () => {
    const policies = await policySet({
      'note.yaml': resourcePolicy('note', [{ roles: 'member' }]),
    });
    const subject = { policies, baseRole: 'member' };
    expect(await examine(roles, subject)).toMatchObject({ status: 'pass' });
    expect(await examine(plainUser, subject)).toMatchObject({ status: 'warn' });
  });
});

describe('policies.readable', () => {
  it('says where a file is not YAML', async () => {
    const policies = await policySet({
      'note.yaml': 'a: [',
      'other.yaml': resourcePolicy('x', []),
    });
    const finding = await examine(readable, { policies });
    expect(finding.status).toBe('fail');
    expect(finding.detail).toMatch(/^note\.yaml:1 /);
  });

  it('says why the policies are not there, and the other checks are skipped', async () => {
    expect(await examine(readable, {})).toMatchObject({
      status: 'fail',
      message: 'There are no policies.',
    });
    expect(await examine(tenants, {})).toMatchObject({ status: 'skip' });
  });
});
