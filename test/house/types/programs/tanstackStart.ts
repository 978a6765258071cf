// Server functions and server routes of TanStack Start, as its own types see them.
import { createFileRoute, createRootRoute, redirect } from '@tanstack/react-router';
import { createServerFn } from '@tanstack/react-start';
import { type CerbosClient } from 'clerk-cerbos';
import {
  type ActionRefusal,
  createClerkCerbos,
  type ReverificationDemand,
  type ServerRouteArgs,
} from 'clerk-cerbos/tanstack-start';
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

const { withCerbos, withCerbosFn, checkEndpoint, isAllowed, snapshot, authorizer } =
  createClerkCerbos({
    cerbos,
    resources: {
      document: async (id) => (id === '' ? null : { attr: { ownerId: id }, value: row }),
    },
  });

interface Sent {
  readonly id: string;
}
const validated = ({ id }: Sent) => ({ document: id, length: id.length });

export const readDocument = createServerFn({ method: 'POST' })
  .validator(validated)
  .handler(
    withCerbosFn(
      { action: 'view', resource: ({ data }) => ({ kind: 'document', id: data.document }) },
      async ({ data, method }, grant) => {
        type Checks = [
          Expect<Equal<typeof data, { document: string; length: number }>>,
          Expect<Equal<typeof method, 'POST'>>,
          Expect<Equal<typeof grant.resource.kind, 'document'>>,
          Expect<Equal<typeof grant.resource.value, Row>>,
        ];
        const passed: Checks['length'] = 4;
        // @ts-expect-error -- an action of another kind
        grant.decision.isAllowed('open');
        await grant.authorizer.isAllowed({ resource: { kind: 'folder', id: '1' }, action: 'open' });
        return { passed, title: grant.resource.value.title, changed: grant.resource.value.changed };
      },
    ),
  );

// The caller must look whether it was refused.
export async function show() {
  const read = await readDocument({ data: { id: '1' } });
  type Read = Equal<
    typeof read,
    { passed: 4; title: string; changed: Date } | ActionRefusal | ReverificationDemand
  >;
  const isAll: Expect<Read> = true;
  // @ts-expect-error -- it may be a refusal
  const title: string = read.title;
  if ('title' in read) return [isAll, title, read.title];
  return 'cerbos_error' in read ? read.cerbos_error.status : read.clerk_error.reason;
}

// @ts-expect-error -- the validator wants an id
export const mistaken = () => readDocument({ data: { name: '1' } });

export const readsWhatIsNotThere = createServerFn()
  .validator(validated)
  .handler(
    withCerbosFn(
      // @ts-expect-error -- what was sent, and not what the validator made of it
      { action: 'view', resource: ({ data }) => ({ kind: 'document', id: data.id }) },
      () => 1,
    ),
  );

export const saysWhatIsNotThere = createServerFn()
  .validator(validated)
  .handler(
    withCerbosFn(
      {
        action: 'view',
        // @ts-expect-error -- the validator gives no id
        resource: ({ data }: { data: Sent }) => ({ kind: 'document', id: data.id }),
      },
      () => 1,
    ),
  );

export const readsWithoutValidator = createServerFn().handler(
  withCerbosFn(
    // @ts-expect-error -- without a validator there is no data
    { action: 'view', resource: ({ data }) => ({ kind: 'document', id: data.id }) },
    () => 1,
  ),
);

export const readsContext = createServerFn()
  .validator(validated)
  .handler(
    withCerbosFn(
      {
        action: 'view',
        // @ts-expect-error -- the browser may choose the context, so a rule is not told of it
        resource: ({ data, context }) => ({ kind: 'document', id: data.document, context }),
      },
      () => 1,
    ),
  );

export const unknownAction = createServerFn()
  .validator(validated)
  .handler(
    withCerbosFn(
      // @ts-expect-error -- no action of a document
      { action: 'open', resource: ({ data }) => ({ kind: 'document', id: data.document }) },
      () => 1,
    ),
  );

export const sendsFunction = createServerFn().handler(
  // @ts-expect-error -- what the handler returns must be serializable
  withCerbosFn(
    { action: 'open', resource: { kind: 'folder', id: '1', attr: { depth: 1 } } },
    () => ({
      call: () => 1,
    }),
  ),
);

export const explained = createServerFn()
  .validator(validated)
  .handler(
    withCerbosFn(
      {
        action: 'view',
        resource: ({ data }) => ({ kind: 'document', id: data.document }),
        onDenied: ({ code }, { data }) => ({ sorry: code, of: data.document }),
      },
      () => {
        throw redirect({ href: '/elsewhere' });
      },
    ),
  );

export const painted = createServerFn().handler(() =>
  snapshot([{ resource: { kind: 'document', id: '1' }, actions: ['view', 'edit'] }]),
);
export const may = createServerFn().handler(() =>
  isAllowed({ resource: { kind: 'document', id: '1' }, action: 'view' }),
);
export const who = createServerFn().handler(async () => (await authorizer()).principal.id);

// What the router's generator writes.
const root = createRootRoute();
declare module '@tanstack/react-router' {
  interface FileRoutesByPath {
    '/documents/$id': {
      id: '/documents/$id';
      path: '/documents/$id';
      fullPath: '/documents/$id';
      preLoaderRoute: typeof Route;
      parentRoute: typeof root;
    };
    '/api/cerbos': {
      id: '/api/cerbos';
      path: '/api/cerbos';
      fullPath: '/api/cerbos';
      preLoaderRoute: typeof Checks;
      parentRoute: typeof root;
    };
  }
}

const named = ({ params }: ServerRouteArgs<{ id: string }>) =>
  ({ kind: 'document', id: params.id }) as const;

export const Route = createFileRoute('/documents/$id')({
  server: {
    handlers: {
      GET: withCerbos({ action: 'view', resource: named }, ({ params, request }, grant) => {
        const id: Expect<Equal<typeof params.id, string>> = true;
        return Response.json([id, request.url, grant.resource.value.title]);
      }),
      PUT: withCerbos(
        { action: 'edit', resource: ({ params }) => ({ kind: 'document', id: params.id ?? '' }) },
        () => new Response(null, { status: 204 }),
      ),
      // @ts-expect-error -- the route has no such parameter
      PATCH: withCerbos(
        {
          action: 'edit',
          resource: ({ params }: ServerRouteArgs<{ name: string }>) => ({
            kind: 'document',
            id: params.name,
          }),
        },
        () => new Response(null, { status: 204 }),
      ),
      DELETE: withCerbos(
        { action: 'edit', resource: named },
        // @ts-expect-error -- a server route answers with a response
        () => ({ deleted: true }),
      ),
    },
  },
});

export const Checks = createFileRoute('/api/cerbos')({
  server: { handlers: { POST: checkEndpoint } },
});

// What does not exist yet: the rule's function gets the caller, and then the data.
export const insertDocument = createServerFn({ method: 'POST' })
  .validator(validated)
  .handler(
    withCerbosFn(
      {
        action: 'edit',
        newResource: ({ principal }, { data }) => ({
          kind: 'document',
          attr: { ownerId: `${principal.id} ${data.document}` },
        }),
      },
      ({ data }, grant) => ({ document: data.document, ownerId: grant.resource.attr.ownerId }),
    ),
  );
