// A factory for other policies than those that are registered, or for an app that registers none.
import {
  type Authorizer,
  type CerbosClient,
  type ClerkAuth,
  createClerkCerbos,
} from 'clerk-cerbos';
import { createClerkCerbos as createNext } from 'clerk-cerbos/nextjs';

interface Billing {
  invoice: { actions: 'pay' | 'void'; attr: { orgId: string } };
}

declare const cerbos: CerbosClient;
declare const auth: ClerkAuth;

export async function billing() {
  const { isAllowed, authorizer } = createClerkCerbos<Billing>({ cerbos });
  await isAllowed(auth, {
    resource: { kind: 'invoice', id: '1', attr: { orgId: 'org_1' } },
    action: 'pay',
  });
  // @ts-expect-error -- no such action
  await isAllowed(auth, { resource: { kind: 'invoice', id: '1' }, action: 'view' });
  // @ts-expect-error -- no such kind
  await isAllowed(auth, { resource: { kind: 'document', id: '1' }, action: 'pay' });
  const bound: Authorizer<Billing> = await authorizer(auth);
  return bound;
}

const { withCerbos } = createNext<Billing>({
  cerbos,
  resources: { invoice: async (id) => ({ attr: { orgId: id } }) },
});

export const POST = withCerbos(
  { action: 'pay', resource: { kind: 'invoice', id: '1' } },
  async (_request, _context, grant) => {
    await grant.authorizer.isAllowed({ resource: { kind: 'invoice', id: '2' }, action: 'void' });
    return Response.json({ orgId: grant.resource.attr.orgId });
  },
);
// @ts-expect-error -- no such action
withCerbos({ action: 'view', resource: { kind: 'invoice', id: '1' } }, () => new Response());
