// Pages and server actions of the App Router.
import type { CerbosClient } from 'clerk-cerbos';
import {
  type ActionRefusal,
  createClerkCerbos,
  type ReverificationDemand,
} from 'clerk-cerbos/nextjs';
import type { ReactElement } from 'react';
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

interface Row {
  readonly title: string;
}

declare const cerbos: CerbosClient;
declare const row: Row;

const { Allowed, authorize, withCerbosAction } = createClerkCerbos({
  cerbos,
  resources: {
    document: async (id) => (id === '' ? null : { attr: { ownerId: id }, value: row }),
  },
});

const document = (id: string) => ({ kind: 'document' as const, id });
type Refused = ActionRefusal | ReverificationDemand;

// The action takes more than the rule reads.
const rename = withCerbosAction(
  { action: 'edit', resource: document },
  async (grant, id: string, title: string) => {
    type Checks = [
      Expect<Equal<typeof grant.resource.value, Row>>,
      Expect<Equal<typeof grant.resource.kind, 'document'>>,
    ];
    const passed: Checks['length'] = 2;
    // @ts-expect-error -- an action of another kind
    grant.decision.isAllowed('open');
    return { passed, id, title };
  },
);
// Or fewer, or whatever the rule reads.
const open = withCerbosAction({ action: 'view', resource: document }, () => true);
const show = withCerbosAction({ action: 'view', resource: document }, (_grant, id) => id);
// A rule that reads none of them.
const note = withCerbosAction(
  { action: 'view', resource: { kind: 'document', id: '1', attr: { ownerId: '1' } } },
  (grant, text: string, times?: number) => {
    const value: Expect<Equal<typeof grant.resource.value, Row | undefined>> = true;
    return { value, text, times };
  },
);
// As useActionState calls it.
const save = withCerbosAction(
  {
    action: 'edit',
    resource: (_before: number, form: FormData) => {
      const id = form.get('id');
      return typeof id === 'string' ? document(id) : null;
    },
    onDenied: (error) => (error.code === 'denied' ? -1 : undefined),
  },
  (_grant, before, form) => before + [...form.keys()].length,
);
// Strangers are told of nothing, and nothing else is returned for it.
const share = withCerbosAction(
  { action: 'edit', resource: document, onDenied: { notFoundUnless: 'view' } },
  () => true,
);

type Checks = [
  Expect<Equal<Awaited<ReturnType<typeof share>>, boolean | Refused>>,
  Expect<Equal<Parameters<typeof rename>, [id: string, title: string]>>,
  Expect<
    Equal<Awaited<ReturnType<typeof rename>>, { passed: 2; id: string; title: string } | Refused>
  >,
  Expect<Equal<Parameters<typeof open>, [id: string]>>,
  Expect<Equal<Parameters<typeof show>, [id: string]>>,
  Expect<Equal<Parameters<typeof note>, [text: string, times?: number | undefined]>>,
  Expect<Equal<Parameters<typeof save>, [before: number, form: FormData]>>,
  Expect<Equal<Awaited<ReturnType<typeof save>>, number | Refused>>,
];
export const passed: Checks['length'] = 8;

export async function told(id: string): Promise<string> {
  const result = await rename(id, 'New');
  if ('cerbos_error' in result) return result.cerbos_error.code;
  if ('clerk_error' in result) return result.clerk_error.reason;
  return result.title;
}

// prettier-ignore
// @ts-expect-error -- the rule reads another argument than the action takes
withCerbosAction({ action: 'edit', resource: document }, (_grant, id: number) => id);
// @ts-expect-error -- an action of another kind
withCerbosAction({ action: 'open', resource: document }, () => null);
// @ts-expect-error -- no action of the app
withCerbosAction({ action: 'edit', resource: document });

export async function Page({ id }: { id: string }): Promise<ReactElement> {
  const decision = await authorize({ resource: document(id), actions: ['view', 'edit'] });
  return (
    <main>
      <Allowed resource={document(id)} action="edit" fallback={<i>reading only</i>}>
        <button>Edit</button> {String(decision.isAllowed('edit'))}
      </Allowed>
      <Allowed resource={{ kind: 'folder', id, attr: { depth: 1 } }} actions={['open']} />
      {/* @ts-expect-error -- an action of another kind */}
      <Allowed resource={document(id)} action="open" />
      {/* @ts-expect-error -- what is not shown has no answer to shape */}
      <Allowed resource={document(id)} action="view" onDenied="not-found" />
      {/* @ts-expect-error -- misspelt kind */}
      <Allowed resource={{ kind: 'documnet', id }} action="view" />
      {/* @ts-expect-error -- both action and actions */}
      <Allowed resource={document(id)} action="view" actions={['edit']} />
      {/* @ts-expect-error -- no action */}
      <Allowed resource={document(id)} />
    </main>
  );
}

// What does not exist yet: the rule's function gets the caller, and then what the browser sent.
export const insert = withCerbosAction(
  {
    action: 'edit',
    newResource: ({ principal }, form: FormData) => ({
      kind: 'document',
      attr: { ownerId: `${principal.id} ${String(form.get('title'))}` },
    }),
  },
  async (grant, form) => [grant.resource.attr.ownerId, form.get('title')],
);
export const page = async (id: string) => {
  const { resource } = await authorize({ resource: { kind: 'document', id }, action: 'view' });
  return resource.value.title;
};
