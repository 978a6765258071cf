import { PlanExpression, type PlanExpressionOperand, PlanKind } from '@cerbos/core';
import type { GRPC } from '@cerbos/grpc';
import { expect, it } from 'vitest';
import { toPrincipal } from '../../src';
import { adminClaims } from '../rooms/identify/clerkAuths';
import { packCopy, startPdp } from './pack';
import { understand } from './tokens';

async function plan(cerbos: GRPC, claims: Record<string, unknown>, kind: string, action: string) {
  const { auth } = understand(claims);
  if (auth === undefined) throw new Error('The SDK refused the claims.');
  const { id, roles, attr } = toPrincipal(auth);
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
