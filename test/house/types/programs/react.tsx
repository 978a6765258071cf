// Hooks and components in the browser, of an app that registered its policies.
import { useAuth } from '@clerk/nextjs';
import { useAuth as useClerkReactAuth, useReverification } from '@clerk/react';
import { useAuth as useReactRouterAuth } from '@clerk/react-router';
import { useAuth as useRemixAuth } from '@clerk/remix';
import type { Verbs } from 'clerk-cerbos';
import {
  Allowed,
  type BrowserDecision,
  CerbosProvider,
  type InitialDecisions,
  type RequestError,
  requestJson,
  useCerbos,
  useCheckResource,
  useCheckResources,
  useIsAllowed,
} from 'clerk-cerbos/react';
import type { ReactNode } from 'react';
import type { Equal, Expect } from './Equal.js';

interface Policies {
  document: { actions: 'view' | 'edit'; attr: { ownerId: string } };
  folder: { actions: 'open'; attr: { depth: number } };
}

declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}

// What the server makes is what the provider takes.
type Snapshot = Awaited<ReturnType<Verbs<Policies, []>['snapshot']>>;
export const taken: Expect<Equal<Snapshot, InitialDecisions>> = true;

export function Providers({ children, initial }: { children: ReactNode; initial?: Snapshot }) {
  return (
    <CerbosProvider useAuth={useAuth} initialDecisions={initial}>
      <CerbosProvider useAuth={useClerkReactAuth} endpoint="/api/checks" />
      <CerbosProvider useAuth={useReactRouterAuth} />
      <CerbosProvider useAuth={useRemixAuth} />
      {/* @ts-expect-error -- Clerk's hook, not what it returns */}
      <CerbosProvider useAuth={useAuth()} />
      {children}
    </CerbosProvider>
  );
}

export function Page({ id }: { id: string }) {
  const resource = { kind: 'document', id } as const;
  const may = useIsAllowed({ resource, action: 'edit' });
  const decision = useCheckResource({ resource, actions: ['view', 'edit'] });
  const known: Expect<Equal<typeof decision, BrowserDecision<'view' | 'edit'>>> = true;
  const actions: ('view' | 'edit')[] = decision.allowedActions();
  const error: RequestError | undefined = may.error ?? decision.error;
  const code: string | undefined = may.error?.code;
  const reason: string | undefined = may.reason ?? decision.reason('edit');
  // @ts-expect-error -- an action of another kind
  decision.reason('open');
  // What is not known yet, and what there is not.
  useIsAllowed(undefined);
  useIsAllowed(null);
  useIsAllowed({ resource: undefined, action: 'edit' });
  useCheckResource(id ? { resource, actions: ['view'] } : null);
  const maybe: string | null | undefined = id || undefined;
  useIsAllowed({ resource: { kind: 'document', id: maybe }, action: 'edit' });
  // @ts-expect-error -- an action of another kind, for an id that is not known yet
  useIsAllowed({ resource: { kind: 'document', id: maybe }, action: 'open' });
  // @ts-expect-error -- no id
  useIsAllowed({ resource: { kind: 'document' }, action: 'edit' });
  // @ts-expect-error -- an action of another kind
  useIsAllowed({ resource, action: 'open' });
  // @ts-expect-error -- misspelt kind
  useIsAllowed({ resource: { kind: 'documnet', id }, action: 'edit' });
  // @ts-expect-error -- an attribute of another kind
  useIsAllowed({ resource: { kind: 'folder', id, attr: { ownerId: id } }, action: 'open' });
  // @ts-expect-error -- a scope, which the server's loader says
  useIsAllowed({ resource: { kind: 'document', id, scope: 'acme' }, action: 'edit' });
  const row = { kind: 'document', id, scope: 'acme' } as const;
  // @ts-expect-error -- a scope, in a row that comes from elsewhere
  useIsAllowed({ resource: row, action: 'edit' });
  // @ts-expect-error -- an action of another kind
  useCheckResource({ resource, actions: ['view', 'open'] });
  // @ts-expect-error -- an action of another kind
  decision.isAllowed('open');
  const list = useCheckResources({
    resources: [id, undefined, null].map((one) => ({
      resource: { kind: 'document', id: one },
      actions: ['view', 'edit'],
    })),
  });
  const mixed = useCheckResources({
    resources: [
      { resource, actions: ['view'] },
      { resource: { kind: 'folder', id }, actions: ['open'] },
    ],
  });
  const lists: Expect<Equal<typeof list, readonly BrowserDecision<'view' | 'edit'>[]>> = true;
  const all: Expect<Equal<typeof mixed, readonly BrowserDecision<'view' | 'edit' | 'open'>[]>> =
    true;
  useCheckResources(null);
  useCheckResources({ resources: undefined });
  // @ts-expect-error -- an action of another kind
  useCheckResources({ resources: [{ resource, actions: ['open'] }] });
  const { invalidate } = useCerbos();
  const pay = useReverification(requestJson, { onNeedsReverification: ({ cancel }) => cancel() });
  return (
    <main onClick={() => void pay('/api/pay', { method: 'POST' }).finally(invalidate)}>
      {String(known && lists && all)} {actions} {error?.message} {code} {error?.detail} {reason}{' '}
      {error?.retryAfter}
      <Allowed resource={resource} action="edit" fallback="No" loading={<i>…</i>}>
        <button>Edit</button>
      </Allowed>
      <Allowed resource={{ kind: 'folder', id, attr: { depth: 1 } }} actions={['open']} />
      <Allowed resource={{ kind: 'document', id: maybe }} action="edit" />
      <Allowed resource={null} action="edit" />
      {/* @ts-expect-error -- an action of another kind */}
      <Allowed resource={resource} action="open" />
      {/* @ts-expect-error -- both action and actions */}
      <Allowed resource={resource} action="view" actions={['edit']} />
      {/* @ts-expect-error -- no action */}
      <Allowed resource={resource} />
    </main>
  );
}
