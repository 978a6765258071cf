// An app that registered nothing: every name is accepted, and loaders still type their values.
import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import type { AuthObject } from '@clerk/backend';
import type { AuthObject as AuthObject2 } from 'clerk-backend-2';
import { createClerkCerbos, toPrincipal } from 'clerk-cerbos';
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
