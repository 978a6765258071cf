// Loaders and actions of Remix, as its hooks see them.
import {
  type ActionFunction,
  type ActionFunctionArgs,
  data,
  json,
  type LoaderFunction,
  type LoaderFunctionArgs,
  redirect,
} from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { type CerbosClient } from 'clerk-cerbos';
import { createClerkCerbos, type Grant } from 'clerk-cerbos/remix';
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

declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true;
  }
}

interface Row {
  readonly title: string;
  readonly changed: Date;
}

declare const cerbos: CerbosClient;
declare const row: Row;

const { withCerbos, authorizer, isAllowed, checkResources } = createClerkCerbos({
  cerbos,
  authorizedParties: ['https://app.example.com'],
  resources: {
    document: async (id) => (id === '' ? null : { attr: { ownerId: id }, value: row }),
  },
});

export const loader = withCerbos(
  {
    action: 'view',
    resource: ({ params }: LoaderFunctionArgs) => ({ kind: 'document', id: params.id ?? '' }),
  },
  async (args, grant) => {
    type Checks = [
      Expect<Equal<typeof args, LoaderFunctionArgs>>,
      Expect<Equal<typeof grant.resource.kind, 'document'>>,
      Expect<Equal<typeof grant.resource.value, Row>>,
      Expect<Equal<typeof grant.resource.attr, Readonly<Policies['document']['attr']>>>,
    ];
    grant.decision.isAllowed('view');
    // @ts-expect-error -- an action of another kind
    grant.decision.isAllowed('open');
    const passed: Checks['length'] = 4;
    await grant.authorizer.isAllowed({ resource: { kind: 'folder', id: '1' }, action: 'open' });
    return { passed, title: grant.resource.value.title, changed: grant.resource.value.changed };
  },
);

export const action = withCerbos(
  {
    actions: ['edit'],
    resource: { kind: 'document', id: '1' },
    onDenied: (error, { request }) =>
      error.code === 'signed_out' ? redirect(`/sign-in?from=${request.url}`) : undefined,
  },
  async ({ request }: ActionFunctionArgs, grant) => {
    const form = await request.formData();
    return data({ saved: grant.resource.value.title, as: form.get('title') }, { status: 201 });
  },
);

// A rule that gives the attributes itself asks no loader, so there may be no value.
export const create = withCerbos(
  { action: 'edit', resource: { kind: 'document', id: 'new', attr: { ownerId: 'user_1' } } },
  (_args, grant) => {
    const check: Expect<Equal<typeof grant.resource.value, Row | undefined>> = true;
    return json({ check });
  },
);

// They are what Remix calls.
export const asLoader: LoaderFunction = withCerbos(
  { action: 'open', resource: ({ params }) => ({ kind: 'folder', id: params.id ?? '' }) },
  (_args, grant) => grant.resource.attr.depth,
);
export const asAction: ActionFunction = withCerbos(
  { action: 'edit', resource: { kind: 'document', id: '1' }, acceptsToken: 'session_token' },
  () => redirect('/'),
);
export const called = (args: LoaderFunctionArgs) => loader(args);

// What the handler returns is what components get.
interface Loaded {
  passed: 4;
  title: string;
  changed: Date;
}
export function Component() {
  const loaded = useLoaderData<typeof loader>();
  const acted = useActionData<typeof action>();
  type Checks = [
    Expect<Equal<typeof loaded, Loaded>>,
    Expect<Equal<Awaited<ReturnType<typeof loader>>, Loaded>>,
    Expect<Equal<NonNullable<typeof acted>['saved'], string>>,
  ];
  const passed: Checks['length'] = 3;
  return passed;
}

export async function verbs(args: LoaderFunctionArgs) {
  await isAllowed(args, { resource: { kind: 'document', id: '1' }, action: 'view' });
  const [one] = await checkResources(args, {
    resources: [{ resource: { kind: 'folder', id: '1' }, actions: ['open'] }],
  });
  one.isAllowed('open');
  // @ts-expect-error -- an action of another kind
  one.isAllowed('view');
  const { principal } = await authorizer(args);
  // @ts-expect-error -- who is asking is missing
  await isAllowed({ resource: { kind: 'document', id: '1' }, action: 'view' });
  // @ts-expect-error -- a request alone does not say who is asking
  await isAllowed(args.request, { resource: { kind: 'document', id: '1' }, action: 'view' });
  return principal.id;
}

// A helper of the app, for any grant.
export const audit = (grant: Pick<Grant, 'decision' | 'principal'>) => grant.principal.id;

// @ts-expect-error -- an action of another kind
withCerbos({ action: 'open', resource: { kind: 'document', id: '1' } }, () => null);
// @ts-expect-error -- a rule without a handler
withCerbos({ action: 'view', resource: { kind: 'document', id: '1' } });

const document = { kind: 'document', id: '1' } as const;
withCerbos({ action: 'view', resource: document, acceptsToken: ['session_token'] }, () => null);
withCerbos({ action: 'edit', resource: document, anyOrigin: true }, () => null);
// @ts-expect-error -- an origin, which clientOrigins takes
withCerbos({ action: 'edit', resource: document, anyOrigin: 'https://b.test' }, () => null);
// @ts-expect-error -- Clerk's SDK for Remix verifies session tokens only
withCerbos({ action: 'view', resource: document, acceptsToken: 'any' }, () => null);
// prettier-ignore
// @ts-expect-error -- a list that has others, too
withCerbos({ action: 'view', resource: document, acceptsToken: ['session_token', 'api_key'] }, () => null);
// @ts-expect-error -- a list that accepts nobody
withCerbos({ action: 'view', resource: document, acceptsToken: [] }, () => null);
// @ts-expect-error -- a string, of which every part would be an origin
createClerkCerbos({ cerbos, authorizedParties: 'https://app.example.com' });

// What does not exist yet: the rule's function gets the caller, and then the arguments.
export const insert: ActionFunction = withCerbos(
  {
    action: 'edit',
    newResource: ({ principal }, { params }: ActionFunctionArgs) => ({
      kind: 'document',
      attr: { ownerId: `${principal.id} ${params.id}` },
    }),
  },
  (_args, grant) => ({ ownerId: grant.resource.attr.ownerId }),
);
