// The store of a page without a framework, of an app that registered its policies.
import type { Clerk } from '@clerk/shared/types';
import type { Verbs } from 'clerk-cerbos';
import {
  type BrowserDecision,
  type ClerkObject,
  createCerbosStore,
  type InitialDecisions,
  type RequestError,
} from 'clerk-cerbos/browser';
import { useSyncExternalStore } from 'react';
import type { Readable } from 'svelte/store';
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

// What the server makes is what the store takes.
type Snapshot = Awaited<ReturnType<Verbs<Policies, []>['snapshot']>>;
export const taken: Expect<Equal<Snapshot, InitialDecisions>> = true;

export function asked(clerk: Clerk, initialDecisions?: Snapshot) {
  const cerbos = createCerbosStore({ clerk, initialDecisions, endpoint: '/api/checks' });
  const resource = { kind: 'document', id: '1' } as const;
  const one = cerbos.ask({ resource, action: 'edit' });
  const two = cerbos.ask({ resource, actions: ['view', 'edit'] });
  cerbos.ask({ resource: { kind: 'document', id: '1', attr: { ownerId: 'u' } }, action: 'view' });
  cerbos.ask(undefined);
  cerbos.ask(null);
  cerbos.ask({ resource: undefined, action: 'open' });
  cerbos.ask({ resource: { kind: 'folder', id: null }, action: 'open' });

  // @ts-expect-error -- no such kind
  cerbos.ask({ resource: { kind: 'invoice', id: '1' }, action: 'view' });
  // @ts-expect-error -- no such action of this kind
  cerbos.ask({ resource: { kind: 'folder', id: '1' }, action: 'edit' });
  // @ts-expect-error -- one or the other
  cerbos.ask({ resource, action: 'edit', actions: ['view'] });
  // @ts-expect-error -- neither
  cerbos.ask({ resource });
  // @ts-expect-error -- an attribute of another type
  cerbos.ask({ resource: { kind: 'folder', id: '1', attr: { depth: 'deep' } }, action: 'open' });
  // @ts-expect-error -- only the server's loader may set it
  cerbos.ask({ resource: { kind: 'folder', id: '1', scope: 'acme' }, action: 'open' });
  // @ts-expect-error -- no such action
  one.get().isAllowed('fly');
  // @ts-expect-error -- a function, not an answer
  const isIt: boolean = one.get().isAllowed;

  const decision = one.get();
  const error: Expect<Equal<typeof decision.error, RequestError | undefined>> = true;
  const type: Expect<Equal<typeof decision, BrowserDecision<'view' | 'edit'>>> = true;
  // What Svelte and React take.
  const readable: Readable<BrowserDecision<'view' | 'edit'>> = two;
  const inReact = () => useSyncExternalStore(one.subscribe, one.get, one.get);
  return { cerbos, error, type, readable, inReact, isIt };
}

// @ts-expect-error -- Clerk's object is needed
createCerbosStore({});
// @ts-expect-error -- its state is not the object
createCerbosStore({ clerk: { session: null } });
export const anyObject = (clerk: ClerkObject) => createCerbosStore({ clerk, endpoint: undefined });

// Without registered policies, one store may have types of its own.
interface Others {
  invoice: { actions: 'pay'; attr: { orgId: string } };
}
export const others = (clerk: ClerkObject) =>
  createCerbosStore<Others>({ clerk }).ask({
    resource: { kind: 'invoice', id: '1' },
    action: 'pay',
  });
