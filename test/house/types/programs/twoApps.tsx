// Two apps in one program, as in a monorepo: each names its own policies, and neither registers.
import { type ClerkAuth, type CerbosClient, createClerkCerbos } from 'clerk-cerbos';
import { createClerkCerbos as createNext } from 'clerk-cerbos/nextjs';
import {
  type BrowserAction,
  type BrowserDecision,
  type BrowserResource,
  createHooks,
  type Hooks,
} from 'clerk-cerbos/react';
import type { Equal, Expect } from './Equal.js';

interface Shop {
  order: { actions: 'view' | 'refund'; attr: { amount: number } };
}
interface Wiki {
  page: { actions: 'read' | 'edit'; attr: { orgId: string } };
  folder: { actions: 'open'; attr: { depth: number } };
}

const shop: Hooks<Shop> = createHooks<Shop>();
const wiki = createHooks<Wiki>();

export function Orders({ id }: { id: string }) {
  const { useIsAllowed, useCheckResource, useCheckResources, Allowed } = shop;
  const resource = { kind: 'order', id } as const;
  const may = useIsAllowed({ resource, action: 'refund' });
  const decision = useCheckResource({ resource, actions: ['view', 'refund'] });
  const known: Expect<Equal<typeof decision, BrowserDecision<'view' | 'refund'>>> = true;
  useCheckResources({ resources: [{ resource, actions: ['view'] }] })[0]?.isAllowed('view');
  // @ts-expect-error -- an action of no kind
  useCheckResources({ resources: [{ resource, actions: ['fly'] }] });
  // @ts-expect-error -- an action of no kind
  useIsAllowed({ resource, action: 'fly' });
  // @ts-expect-error -- a kind of the other app
  useIsAllowed({ resource: { kind: 'page', id }, action: 'edit' });
  // @ts-expect-error -- an action of no kind
  useCheckResource({ resource, actions: ['view', 'fly'] });
  // @ts-expect-error -- an attribute of another type
  useIsAllowed({ resource: { kind: 'order', id, attr: { amount: '1' } }, action: 'view' });
  // @ts-expect-error -- an action of no kind
  decision.isAllowed('fly');
  return (
    <main title={may.reason}>
      {String(known)}
      <Allowed resource={resource} action="refund" fallback="No" loading={<i>…</i>} />
      {/* @ts-expect-error -- an action of no kind */}
      <Allowed resource={resource} action="fly" />
      {/* @ts-expect-error -- a kind of the other app */}
      <Allowed resource={{ kind: 'page', id }} action="edit" />
    </main>
  );
}

export function Pages({ id }: { id: string }) {
  const { useIsAllowed, useCheckResource, Allowed } = wiki;
  const decision = useCheckResource({ resource: { kind: 'page', id }, actions: ['read'] });
  const actions: ('read' | 'edit')[] = decision.allowedActions();
  useIsAllowed({ resource: { kind: 'folder', id, attr: { depth: 1 } }, action: 'open' });
  // @ts-expect-error -- an action of another kind
  useIsAllowed({ resource: { kind: 'folder', id }, action: 'edit' });
  // @ts-expect-error -- a kind of the other app
  useIsAllowed({ resource: { kind: 'order', id }, action: 'view' });
  return <Allowed resource={{ kind: 'page', id }} actions={['read', 'edit']} fallback={actions} />;
}

// For helpers of an app.
export const pageAction: BrowserAction<'page', Wiki> = 'edit';
export const order: BrowserResource<'order', Shop> = { kind: 'order', id: '1' };
// @ts-expect-error -- an action of the other app
export const wrong: BrowserAction<'page', Wiki> = 'refund';

// Without policies of its own, an app that registers none may name anything.
export const useAnything = () =>
  createHooks().useIsAllowed({ resource: { kind: 'anything', id: '1' }, action: 'fly' });

declare const cerbos: CerbosClient;
declare const auth: ClerkAuth;

// The servers of the two.
const { authorize } = createClerkCerbos<Shop>({ cerbos });
export const refund = (amount: number) =>
  authorize(auth, { resource: { kind: 'order', id: '1', attr: { amount } }, action: 'refund' });
// @ts-expect-error -- an action of no kind
export const fly = authorize(auth, { resource: { kind: 'order', id: '1' }, action: 'fly' });

const { withCerbos } = createNext<Wiki>({
  cerbos,
  resources: { page: async (id) => ({ attr: { orgId: id } }) },
});
export const GET = withCerbos(
  { action: 'edit', resource: { kind: 'page', id: '1' } },
  (_request, _context, { resource }) => {
    const check: Expect<Equal<typeof resource.value, unknown>> = true;
    return Response.json({ orgId: resource.attr.orgId, check });
  },
);
// @ts-expect-error -- a kind of the other app
withCerbos({ action: 'view', resource: { kind: 'order', id: '1' } }, () => new Response());
