// An app that registered nothing: every name is accepted, and loaders still type their values.
import { PlanKind as CerbosPlanKind, type PlanResourcesResponse } from '@cerbos/core';
import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import type { AuthObject } from '@clerk/backend';
import type { AuthObject as AuthObject2 } from 'clerk-backend-2';
import { createClerkCerbos, type Plan, PlanKind, toPrincipal } from 'clerk-cerbos';
import { createClerkCerbos as createNext } from 'clerk-cerbos/nextjs';
import type { Equal, Expect } from './Equal.js';

// A row type of a database layer: an interface, so without an index signature.
interface Row {
  readonly ownerId: string;
  readonly createdAt: Date;
}
declare const row: Row;

export async function anything(auth: AuthObject, auth2: AuthObject2) {
  const { isAllowed, checkResource } = createClerkCerbos({
    cerbos: new HTTP('http://127.0.0.1:3592'),
  });
  const decision = await checkResource(auth, {
    resource: { kind: 'anything', id: '1', attr: row },
    actions: ['view', 'edit'],
  });
  const actions: string[] = decision.allowedActions();
  // @ts-expect-error -- attributes are an object
  await isAllowed(auth2, { resource: { kind: 'document', id: '1', attr: 7 }, action: 'view' });
  // @ts-expect-error -- ids are strings
  await isAllowed(auth2, { resource: { kind: 'document', id: 7, attr: row }, action: 'view' });
  const ids: string[] = [toPrincipal(auth).id, toPrincipal(auth2).id];
  return [...actions, ...ids];
}

const { withCerbos } = createNext({
  cerbos: new GRPC('127.0.0.1:3593', { tls: false }),
  timeoutMs: 500,
  principal: {
    claims: { department: 'department', clearance: { claim: 'metadata.clearance', default: 0 } },
    roles: ({ claims }) => (claims['staff'] === true ? ['staff'] : []),
    attr: async ({ auth }) => ({ own: auth.userId }),
  },
  resources: {
    document: async (id: string) => (id === '' ? null : { attr: row, value: { id, row } }),
  },
});

export const GET = withCerbos(
  { action: 'view', resource: { kind: 'document', id: '1' } },
  (_request, _context, grant) => {
    const check: Expect<Equal<typeof grant.resource.value, { id: string; row: Row }>> = true;
    return Response.json({ check });
  },
);

// Without a loader there is no value.
export const PUT = withCerbos(
  { action: 'view', resource: { kind: 'folder', id: '1', attr: {} } },
  (_request, _context, grant) => {
    const check: Expect<Equal<typeof grant.resource.value, undefined>> = true;
    return Response.json({ check });
  },
);

// Cerbos' query plan adapters take a plan, and its kind is told by name or by either enum.
export function planForAdapters(plan: Plan): PlanResourcesResponse {
  // @ts-expect-error -- an unconditional plan has no condition
  const condition: unknown = plan.condition;
  // @ts-expect-error -- there is no such kind
  if (plan.kind === 'KIND_UNKNOWN') return plan;
  if (plan.kind === CerbosPlanKind.CONDITIONAL) {
    const check: Expect<Equal<typeof plan.kind, PlanKind.CONDITIONAL>> = true;
    return { ...plan, condition: check ? plan.condition : plan.condition };
  }
  const unconditional: 'KIND_ALWAYS_ALLOWED' | 'KIND_ALWAYS_DENIED' = plan.kind;
  return condition === unconditional ? plan : { ...plan };
}
