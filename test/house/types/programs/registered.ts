// An app that registered its policies: kinds, actions and attributes are known everywhere.
import {
  type Authorizer,
  type CerbosClient,
  type ClerkAuth,
  createClerkCerbos,
  type Decision,
  type RuleCaller,
} from 'clerk-cerbos';
import { createClerkCerbos as createNext, type Grant } from 'clerk-cerbos/nextjs';
import type { Equal, Expect } from './Equal.js';

interface Policies {
  document: { actions: 'view' | 'edit'; attr: { ownerId: string; createdAt?: Date } };
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
declare const auth: ClerkAuth;
declare const row: Row;

export async function core() {
  const { checkResource, checkResources, isAllowed, authorize, planResources, authorizer } =
    createClerkCerbos({ cerbos });
  const document = { kind: 'document', id: '1', attr: { ownerId: 'user_1' } } as const;

  const decision = await checkResource(auth, { resource: document, actions: ['view', 'edit'] });
  decision.isAllowed('edit');
  // @ts-expect-error -- an action of another kind
  decision.isAllowed('open');

  // @ts-expect-error -- misspelt action
  await checkResource(auth, { resource: document, actions: ['veiw'] });
  // @ts-expect-error -- misspelt kind
  await isAllowed(auth, { resource: { kind: 'documnet', id: '1' }, action: 'view' });
  // prettier-ignore
  // @ts-expect-error -- misspelt attribute
  await isAllowed(auth, { resource: { kind: 'document', id: '1', attr: { owner: 'x' } }, action: 'view' });
  // prettier-ignore
  // @ts-expect-error -- an attribute of another type
  await isAllowed(auth, { resource: { kind: 'folder', id: '1', attr: { depth: '1' } }, action: 'open' });
  // @ts-expect-error -- an action of another kind
  await isAllowed(auth, { resource: { kind: 'folder', id: '1' }, action: 'view' });
  // @ts-expect-error -- both action and actions
  await authorize(auth, { resource: document, action: 'view', actions: ['edit'] });
  // @ts-expect-error -- no action at all
  await authorize(auth, { resource: document });
  await authorize(auth, { resource: document, action: 'edit', onDenied: 'not-found' });
  const unlessViewed = { notFoundUnless: 'view' } as const;
  await authorize(auth, { resource: document, action: 'edit', onDenied: unlessViewed });
  // prettier-ignore
  // @ts-expect-error -- a denial that depends on an action of another kind
  await authorize(auth, { resource: document, action: 'edit', onDenied: { notFoundUnless: 'open' } });
  // @ts-expect-error -- nothing is answered here that a function could choose
  await authorize(auth, { resource: document, action: 'edit', onDenied: () => 'not-found' });
  // @ts-expect-error -- no denial is thrown here
  await isAllowed(auth, { resource: document, action: 'edit', onDenied: 'not-found' });
  // prettier-ignore
  // @ts-expect-error -- nobody but the library says who is asking
  await isAllowed(auth, { principal: { id: 'x', roles: ['admin'] }, resource: document, action: 'view' });
  // @ts-expect-error -- who is asking is missing
  await isAllowed({ resource: document, action: 'view' });
  // @ts-expect-error -- a promise that was not awaited
  await isAllowed(Promise.resolve(auth), { resource: document, action: 'view' });

  const [one, two] = await checkResources(auth, {
    resources: [
      { resource: document, actions: ['view'] },
      { resource: { kind: 'folder', id: '1' }, actions: ['open'] },
    ],
  });
  one.isAllowed('view');
  two.isAllowed('open');
  // @ts-expect-error -- decisions keep the order, and so the kind
  two.isAllowed('view');
  await checkResources(auth, {
    // @ts-expect-error -- an action of another kind
    resources: [{ resource: { kind: 'folder', id: '1' }, actions: ['view'] }],
  });

  const plan = await planResources(auth, { resource: { kind: 'document' }, action: 'view' });
  const filter: string = plan.match({
    allowed: () => 'all',
    denied: () => 'none',
    conditional: (condition) => JSON.stringify(condition),
  });
  // @ts-expect-error -- "none of them" can't be left out
  plan.match({ allowed: () => 'all', conditional: () => 'some' });
  // @ts-expect-error -- only a conditional plan has a condition
  const condition: object = plan.condition;

  const bound: Authorizer = await authorizer(auth);
  await bound.isAllowed({ resource: document, action: 'edit' });
  // @ts-expect-error -- frozen
  bound.principal.id = 'user_2';
  return { filter, condition };
}

const { withCerbos, isAllowed } = createNext({
  cerbos,
  resources: {
    document: async (id, { principal, signal }) => {
      signal.throwIfAborted();
      return id === principal.id ? null : { attr: { ownerId: id }, value: row };
    },
    folder: {
      loadMany: (ids) =>
        Promise.resolve(
          new Map(ids.map((id) => [id, id === '' ? null : { attr: { depth: 1 }, value: 1 }])),
        ),
    },
  },
});

interface Context {
  readonly params: Promise<{ id: string }>;
}

export const GET = withCerbos(
  {
    action: 'edit',
    resource: async (_request: Request, { params }: Context) => ({
      kind: 'document',
      id: (await params).id,
    }),
  },
  async (request, context, grant) => {
    type Checks = [
      Expect<Equal<typeof request, Request>>,
      Expect<Equal<typeof context, Context>>,
      Expect<Equal<typeof grant.resource.kind, 'document'>>,
      Expect<Equal<typeof grant.resource.value, Row>>,
      Expect<Equal<typeof grant.resource.attr, Readonly<Policies['document']['attr']>>>,
    ];
    grant.decision.isAllowed('view');
    // @ts-expect-error -- an action of another kind
    grant.decision.isAllowed('open');
    await grant.authorizer.isAllowed({ resource: { kind: 'folder', id: '1' }, action: 'open' });
    const passed: Checks['length'] = 5;
    return Response.json({ passed, seen: audit(grant) });
  },
);
// It is what Next.js calls.
export const handler: (request: Request, context: Context) => Promise<Response> = GET;

export const POST = withCerbos(
  { actions: ['open'], resource: { kind: 'folder', id: '1' } },
  (_request, _context, grant) => Response.json(grant.resource.value.toFixed()),
);

export const PUT = withCerbos(
  {
    action: 'view',
    resource: (request) => (request.method === 'PUT' ? { kind: 'document', id: '1' } : null),
    onDenied: (error, request) =>
      error.code === 'denied' ? Response.json({ url: request.url }) : undefined,
  },
  (_request, _context, grant) => Response.json(grant.resource.value.title),
);

export const PATCH = withCerbos(
  {
    action: 'edit',
    resource: async (_request: Request, { params }: Context) => ({
      kind: 'document',
      id: (await params).id,
    }),
    onDenied: { notFoundUnless: 'view' },
  },
  (_request, context, grant) => {
    const checks: [
      Expect<Equal<typeof context, Context>>,
      Expect<Equal<typeof grant.resource.value, Row>>,
    ] = [true, true];
    return Response.json({ checks });
  },
);

// A rule that gives the attributes itself asks no loader, so there may be no value.
export const create = withCerbos(
  { action: 'edit', resource: { kind: 'document', id: 'new', attr: { ownerId: 'user_1' } } },
  (_request, _context, grant) => {
    const check: Expect<Equal<typeof grant.resource.value, Row | undefined>> = true;
    // @ts-expect-error -- frozen
    grant.resource.attr.ownerId = 'user_2';
    return Response.json({ check });
  },
);

// A helper of the app, for any grant.
export const audit = (grant: Pick<Grant, 'decision' | 'principal'>) => [
  grant.principal.id,
  grant.decision.cerbosCallId,
];

// @ts-expect-error -- an action of another kind
withCerbos({ action: 'open', resource: { kind: 'document', id: '1' } }, () => new Response());
// prettier-ignore
// @ts-expect-error -- denials that depend on an action of another kind
withCerbos({ action: 'view', resource: { kind: 'document', id: '1' }, onDenied: { notFoundUnless: 'open' } }, () => new Response());
// prettier-ignore
// @ts-expect-error -- denials that depend on several actions
withCerbos({ action: 'view', resource: { kind: 'document', id: '1' }, onDenied: { notFoundUnless: ['view'] } }, () => new Response());
// prettier-ignore
// @ts-expect-error -- something else beside the action that denials depend on
withCerbos({ action: 'view', resource: { kind: 'document', id: '1' }, onDenied: { notFoundUnless: 'view', status: 404 } }, () => new Response());
// @ts-expect-error -- a rule without an action
withCerbos({ resource: { kind: 'document', id: '1' } }, () => new Response());
// @ts-expect-error -- a rule without a resource
withCerbos({ action: 'view' }, () => new Response());
// @ts-expect-error -- a rule without a handler
withCerbos({ action: 'view', resource: { kind: 'document', id: '1' } });
// prettier-ignore
// @ts-expect-error -- a token type that Clerk does not have
withCerbos({ action: 'view', resource: { kind: 'document', id: '1' }, acceptsToken: 'machine_token' }, () => new Response());
// @ts-expect-error -- a handler that answers nothing
withCerbos({ action: 'view', resource: { kind: 'document', id: '1' } }, () => undefined);
// @ts-expect-error -- the auth object is not passed here
void isAllowed(auth, { resource: { kind: 'document', id: '1' }, action: 'view' });

// @ts-expect-error -- a loader for a kind without policies
createNext({ cerbos, resources: { invoice: () => null } });
// @ts-expect-error -- a loader that finds other attributes than the policies read
createNext({ cerbos, resources: { folder: () => ({ attr: { depth: 'deep' } }) } });
// What decides is part of the resource, and comes from its own row.
createNext({
  cerbos,
  resources: {
    document: () => ({ attr: { ownerId: '1' }, value: row, scope: 'acme', policyVersion: 'v2' }),
  },
});
declare const nullable: { readonly scope: string | null };
// @ts-expect-error -- a scope that is no text
createNext({ cerbos, resources: { folder: () => ({ attr: { depth: 1 }, ...nullable }) } });
// A database gives its rows in an order of its own, so a list says nothing of which is which.
// @ts-expect-error -- a list
createNext({ cerbos, resources: { folder: { loadMany: () => [{ attr: { depth: 1 } }] } } });
// prettier-ignore
// @ts-expect-error -- a Map whose ids are no strings would find nothing
createNext({ cerbos, resources: { folder: { loadMany: () => new Map([[1, { attr: { depth: 1 } }]]) } } });
// @ts-expect-error -- no client
createNext({});
// @ts-expect-error -- an address in place of a client
createNext({ cerbos: 'http://127.0.0.1:3592' });

// What does not exist yet: the caller comes first, and there is no id and no loader.
export const insert = withCerbos(
  {
    action: 'edit',
    newResource: async ({ principal, auth: caller }, request: Request) => ({
      kind: 'document',
      attr: { ownerId: `${principal.attr.orgId} ${caller.userId} ${request.url}` },
    }),
  },
  (_request, _context, grant) => {
    const checks: [
      Expect<Equal<typeof grant.resource.kind, 'document'>>,
      Expect<Equal<typeof grant.resource.attr, Readonly<Policies['document']['attr']>>>,
      Expect<Equal<typeof grant.resource.value, Row | undefined>>,
    ] = [true, true, true];
    return Response.json({ checks, id: grant.resource.id });
  },
);
const newDocument = ({ principal }: RuleCaller) =>
  ({ kind: 'document', attr: { ownerId: principal.id } }) as const;
withCerbos({ action: 'edit', newResource: newDocument }, () => new Response());
withCerbos({ action: 'edit', newResource: () => null }, () => new Response());
// prettier-ignore
// @ts-expect-error -- what does not exist yet has no id
withCerbos({ action: 'edit', newResource: () => ({ kind: 'document', id: '1', attr: { ownerId: 'x' } }) }, () => new Response());
// prettier-ignore
// @ts-expect-error -- no loader finds its attributes
withCerbos({ action: 'edit', newResource: () => ({ kind: 'document' }) }, () => new Response());
// prettier-ignore
// @ts-expect-error -- an attribute is missing
withCerbos({ action: 'edit', newResource: () => ({ kind: 'document', attr: {} }) }, () => new Response());
// @ts-expect-error -- an action of another kind
withCerbos({ action: 'open', newResource: newDocument }, () => new Response());
// prettier-ignore
// @ts-expect-error -- both a resource and a new one
withCerbos({ action: 'edit', resource: { kind: 'document', id: '1' }, newResource: newDocument }, () => new Response());
// prettier-ignore
// @ts-expect-error -- it depends on the caller, so it is a function
withCerbos({ action: 'edit', newResource: { kind: 'document', attr: { ownerId: 'x' } } }, () => new Response());

/** What a loader found is in the decision, so that nothing is loaded twice. */
export async function loadedOnce() {
  const { authorize, checkResource, authorizer } = createClerkCerbos({
    cerbos,
    resources: { document: async (id) => ({ attr: { ownerId: id }, value: row }) },
  });
  const [named, unnamed] = [
    { kind: 'document', id: '1' } as const,
    { kind: 'document', id: '1', attr: { ownerId: 'user_1' } } as const,
  ];
  const { resource } = await authorize(auth, { resource: named, action: 'view' });
  resource.value satisfies Row;
  resource.kind satisfies string;
  const given = await authorize(auth, { resource: unnamed, actions: ['view', 'edit'] });
  true satisfies Equal<typeof given.resource.value, Row | undefined>;
  given.isAllowed('edit');
  // @ts-expect-error -- an action of another kind
  given.isAllowed('open');
  // It may not exist, and nothing may be allowed.
  const checked = await checkResource(auth, { resource: named, actions: ['view'] });
  true satisfies Equal<typeof checked.resource.value, Row | undefined>;
  const other = await authorize(auth, { resource: { kind: 'folder', id: '1' }, action: 'open' });
  true satisfies Equal<typeof other.resource.value, undefined>;

  const bound = await authorizer(auth);
  (await bound.authorize({ resource: named, action: 'view' })).resource.value satisfies Row;
  const known: Authorizer = bound;
  const unknownValue = await known.authorize({ resource: named, action: 'view' });
  true satisfies Equal<typeof unknownValue.resource.value, unknown>;
  // @ts-expect-error -- misspelt action
  await authorize(auth, { resource: named, action: 'veiw' });
  // prettier-ignore
  // @ts-expect-error -- an attribute that the policies do not read
  await authorize(auth, { resource: { kind: 'document', id: '1', attr: { ownerId: 'x', owner: 'x' } }, action: 'view' });
  const decision: Decision<'view' | 'edit'> = given;
  return decision;
}
