import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlanExpression, type PlanExpressionOperand, PlanKind } from '@cerbos/core';
import type { GRPC } from '@cerbos/grpc';
import { expect, it } from 'vitest';
import { type Principal, toPrincipal } from '../../src';
import { adminClaims, machineAuth } from '../rooms/identify/clerkAuths';
import { check, packCopy, startPdp } from './pack';
import { understand } from './tokens';

async function plan(cerbos: GRPC, claims: Record<string, unknown>, kind: string, action: string) {
  const { auth } = understand(claims);
  if (auth === undefined) throw new Error('The SDK refused the claims.');
  return planFor(cerbos, toPrincipal(auth), kind, action);
}

function planFor(cerbos: GRPC, { id, roles, attr }: Principal, kind: string, action: string) {
  const principal = { id, roles: [...roles], attr: attr as never };
  return cerbos.planResources({ principal, resource: { kind }, action });
}

function operators(operand: PlanExpressionOperand): string[] {
  return operand instanceof PlanExpression
    ? [operand.operator, ...operand.operands.flatMap(operators)]
    : [];
}

const asked = [
  ['project', 'view'],
  ['project', 'edit'],
  ['project', 'delete'],
  ['billing', 'manage'],
  ['note', 'view'],
] as const;

it('what may be listed comes down to what every database can compare', async () => {
  const cerbos = await startPdp(await packCopy());
  for (const [kind, action] of asked) {
    const filter = await plan(cerbos, adminClaims, kind, action);
    expect([kind, action, filter.kind]).toEqual([kind, action, PlanKind.CONDITIONAL]);
    const used = 'condition' in filter ? operators(filter.condition) : [];
    expect(used.filter((name) => !['and', 'or', 'eq', 'in'].includes(name))).toEqual([]);
    expect(JSON.stringify(filter)).toContain('request.resource.attr');
  }
});

it('whoever has no organization may list nothing of any', async () => {
  const cerbos = await startPdp(await packCopy());
  const { o: _, ...personal } = adminClaims;
  for (const [kind, action] of [
    ['project', 'view'],
    ['billing', 'view'],
    ['report', 'view'],
  ] as const) {
    expect((await plan(cerbos, personal, kind, action)).kind).toBe(PlanKind.ALWAYS_DENIED);
  }
});

it('an OAuth token may list what is of the organization that it names, and nothing if it names none', async () => {
  const cerbos = await startPdp(await packCopy());
  const auth = machineAuth('oauth_token', {
    id: 'oat_1',
    subject: 'user_1',
    clientId: 'client_1',
    scopes: ['projects:read'],
  });
  const listed = (added: object) =>
    planFor(cerbos, toPrincipal(auth, { attr: () => added }), 'project', 'view');
  for (const added of [{}, { tokenOrgId: '' }, { tokenOrgId: null }, { tokenOrgId: ['org_1'] }]) {
    expect((await listed(added)).kind).toBe(PlanKind.ALWAYS_DENIED);
  }
  const filter = await listed({ tokenOrgId: 'org_1' });
  expect('condition' in filter && operators(filter.condition)).toEqual(['eq']);
  expect(JSON.stringify(filter)).toContain('org_1');
});

it('no plan knows the schema of a resource: a check denies the row that breaks it', async () => {
  const folder = await packCopy();
  const schema = { type: 'object', properties: { priority: { type: 'number', maximum: 5 } } };
  writeFileSync(join(folder, '_schemas', 'ticket.json'), JSON.stringify(schema));
  const policy = {
    apiVersion: 'api.cerbos.dev/v1',
    resourcePolicy: {
      resource: 'ticket',
      version: 'default',
      schemas: { resourceSchema: { ref: 'cerbos:///ticket.json' } },
      rules: [{ actions: ['view'], effect: 'EFFECT_ALLOW', roles: ['user'] }],
    },
  };
  writeFileSync(join(folder, 'ticket.yaml'), JSON.stringify(policy));
  const cerbos = await startPdp(folder);
  expect((await plan(cerbos, adminClaims, 'ticket', 'view')).kind).toBe(PlanKind.ALWAYS_ALLOWED);
  const { auth } = understand(adminClaims);
  if (auth === undefined) throw new Error('The SDK refused the claims.');
  const rows = [5, 6].map((priority) => ({
    resource: { kind: 'ticket', id: String(priority), attr: { priority } },
    actions: ['view'],
  }));
  const results = await check(cerbos, toPrincipal(auth), rows);
  expect(results.map((result) => result.isAllowed('view'))).toEqual([true, false]);
});
