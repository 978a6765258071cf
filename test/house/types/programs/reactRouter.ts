// Loaders and actions of React Router, as its generated types see them.
import { type CerbosClient } from 'clerk-cerbos';
import { createClerkCerbos, type Grant } from 'clerk-cerbos/react-router';
import {
  type ActionFunction,
  data,
  type LoaderFunction,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
} from 'react-router';
import type { GetAnnotations, GetInfo } from 'react-router/internal';
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
  readonly changed: Date;
}

declare const cerbos: CerbosClient;
declare const row: Row;

// What `react-router typegen` writes for the route module `routes/document.tsx`.
type Pages = { '/documents/:id': { params: { id: string } } };
type RouteFiles = { 'routes/document.tsx': { id: 'document'; page: '/documents/:id' } };
declare module 'react-router' {
  interface Register {
    pages: Pages;
    routeFiles: RouteFiles;
  }
}
type Module = typeof import('./reactRouter.js');
type Info = GetInfo<{ file: 'routes/document.tsx'; module: Module }>;
type Route = GetAnnotations<
  Info & { module: Module; matches: [{ id: 'document'; module: Module }] }
>;

const { withCerbos, authorizer, isAllowed, checkResources } = createClerkCerbos({
  cerbos,
  resources: {
    document: async (id) => (id === '' ? null : { attr: { ownerId: id }, value: row }),
  },
});

export const loader = withCerbos(
  {
    action: 'view',
    resource: ({ params }: Route['LoaderArgs']) => ({ kind: 'document', id: params.id }),
  },
  async (args, grant) => {
    type Checks = [
      Expect<Equal<typeof args, Route['LoaderArgs']>>,
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
  async ({ request }: Route['ActionArgs'], grant) => {
    const form = await request.formData();
    if (form.has('cancel')) return redirect('/');
    return data({ saved: grant.resource.value.title }, { status: 201 });
  },
);

// A rule that gives the attributes itself asks no loader, so there may be no value.
export const create = withCerbos(
  { action: 'edit', resource: { kind: 'document', id: 'new', attr: { ownerId: 'user_1' } } },
  (_args, grant) => {
    const check: Expect<Equal<typeof grant.resource.value, Row | undefined>> = true;
    return check;
  },
);

// They are what React Router calls.
export const asLoader: LoaderFunction = withCerbos(
  { action: 'open', resource: ({ params }) => ({ kind: 'folder', id: params.id ?? '' }) },
  (_args, grant) => grant.resource.attr.depth,
);
export const asAction: ActionFunction = asLoader;
export const called = (args: Route['LoaderArgs']) => loader(args);

// What the handler returns is what components get.
interface Loaded {
  passed: 4;
  title: string;
  changed: Date;
}
export function Component({ loaderData, actionData }: Route['ComponentProps']) {
  const hook = useLoaderData<typeof loader>();
  const acted = useActionData<typeof action>();
  type Checks = [
    Expect<Equal<typeof hook, Loaded>>,
    Expect<Equal<typeof loaderData, Loaded>>,
    Expect<Equal<Awaited<ReturnType<typeof loader>>, Loaded>>,
    Expect<Equal<typeof acted, { saved: string } | undefined>>,
    Expect<Equal<typeof actionData, { saved: string } | undefined>>,
  ];
  const passed: Checks['length'] = 5;
  return passed;
}

export async function verbs(args: LoaderFunctionArgs, typed: Route['LoaderArgs']) {
  await isAllowed(args, { resource: { kind: 'document', id: '1' }, action: 'view' });
  await isAllowed(typed, { resource: { kind: 'document', id: '1' }, action: 'view' });
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
// prettier-ignore
// @ts-expect-error -- a token type that Clerk does not have
withCerbos({ action: 'view', resource: { kind: 'document', id: '1' }, acceptsToken: 'machine_token' }, () => null);
