import { HTTP } from '@cerbos/http';
import type { APIContext, APIRoute, AstroGlobal, MiddlewareHandler } from 'astro';
import { ActionError, defineAction } from 'astro/actions/runtime/entrypoints/server.js';
import { z } from 'astro/zod';
import {
  createClerkCerbos,
  type GetAuthorizer,
  type ReverificationDemand,
} from 'clerk-cerbos/astro';
import type { Equal } from './Equal.js';

interface Document {
  readonly ownerId: string;
  readonly title: string;
}

interface Policies {
  readonly document: {
    readonly actions: 'view' | 'edit';
    readonly attr: { readonly ownerId: string };
  };
  readonly folder: { readonly actions: 'list'; readonly attr: { readonly name: string } };
}

const options = {
  cerbos: new HTTP('http://127.0.0.1:3592'),
  ActionError,
  resources: {
    document: async (id: string) => {
      const value: Document = { ownerId: id, title: 'Plan' };
      return { attr: { ownerId: value.ownerId }, value };
    },
  },
};

const {
  grantFor,
  withCerbos,
  withCerbosAction,
  cerbosMiddleware,
  checkEndpoint,
  isAllowed,
  authorizer,
} = createClerkCerbos<Policies, typeof options.resources>(options);

// An endpoint: its context is the one of Astro.
export const GET: APIRoute = withCerbos(
  { action: 'view', resource: ({ params }) => ({ kind: 'document', id: params.id ?? '' }) },
  (context, grant) => {
    const { ownerId } = grant.resource.value;
    const title: Equal<typeof grant.resource.value, Document> = true;
    return Response.json({ ownerId, title, path: context.url.pathname });
  },
);
export const POST: APIRoute = checkEndpoint;

// Without an annotation, the context has what every route has.
withCerbos(
  {
    action: 'view',
    resource: ({ params, url }) => ({ kind: 'document', id: params.id ?? url.href }),
  },
  ({ request, params }) => Response.json([request.url, params]),
);
const redirecting = withCerbos(
  {
    action: 'list',
    resource: ({ params }: APIContext) => ({
      kind: 'folder',
      id: '1',
      attr: { name: params.id ?? '' },
    }),
  },
  ({ redirect }, grant) => redirect(`/${grant.resource.attr.name}`),
);
const redirects: APIRoute = redirecting;
void redirects;

const answer = () => new Response();
// @ts-expect-error -- a folder can't be viewed
withCerbos({ action: 'view', resource: { kind: 'folder', id: '1', attr: { name: '' } } }, answer);
// @ts-expect-error -- a folder has no loader, so it needs its attributes
withCerbos({ action: 'list', resource: { kind: 'folder', id: '1' } }, () => Response.json({}).body);
// @ts-expect-error -- an endpoint answers with a response
withCerbos({ action: 'view', resource: { kind: 'document', id: '1' } }, () => ({ title: '' }));

// A page: `Astro` is a context, too.
declare const Astro: AstroGlobal;
export async function page() {
  const grant = await grantFor(Astro, {
    action: 'view',
    resource: { kind: 'document', id: Astro.params.id ?? '' },
    onDenied: { notFoundUnless: 'view' },
  });
  // @ts-expect-error -- the middleware answers what a page throws
  await grantFor(Astro, { action: 'view', resource: null, onDenied: () => new Response() });
  const value: Equal<typeof grant.resource.value, Document> = true;
  const can = await isAllowed(Astro, { resource: grant.resource, action: 'edit' });
  // @ts-expect-error -- a verb needs the context
  await isAllowed({ resource: { kind: 'document', id: '1' }, action: 'edit' });
  return [value, can, (await authorizer(Astro)).principal.id];
}

// The middleware.
export const onRequest: MiddlewareHandler = cerbosMiddleware<APIContext>({
  onRefusal: (error, context) =>
    error.code === 'denied' ? context.rewrite('/forbidden') : undefined,
});
const plain: MiddlewareHandler = cerbosMiddleware();
void plain;
// @ts-expect-error -- what it returns is sent
cerbosMiddleware({ onRefusal: () => 'no' });

declare const locals: { cerbos: GetAuthorizer<Policies> };
export async function component() {
  const { isAllowed: may } = await locals.cerbos();
  // @ts-expect-error -- a document can't be listed
  await may({ resource: { kind: 'document', id: '1' }, action: 'list' });
  return may({ resource: { kind: 'document', id: '1' }, action: 'view' });
}

// Actions: the rule gets the validated input.
const input = z.object({ id: z.string(), title: z.string() });
export const rename = defineAction({
  input,
  handler: withCerbosAction(
    {
      action: 'edit',
      resource: ({ id }: z.infer<typeof input>) => ({ kind: 'document', id }),
      onDenied: 'not-found',
    },
    ({ title }, context: { locals: object; request: Request }, grant) => ({
      title,
      was: grant.resource.value.title,
      at: context.request.url,
    }),
  ),
});
const inferred = defineAction({
  input,
  handler: withCerbosAction(
    { action: 'edit', resource: ({ id }) => ({ kind: 'document', id }) },
    ({ title }) => title,
  ),
});
void inferred;
export async function call() {
  const { data } = await rename({ id: '7', title: 'Plan' });
  const returned: Equal<
    typeof data,
    { title: string; was: string; at: string } | ReverificationDemand | undefined
  > = true;
  return returned;
}

withCerbosAction(
  {
    action: 'edit',
    resource: ({ id }: { id: string }) => ({ kind: 'document', id }),
    // @ts-expect-error -- an action answers with data, or hides the resource
    onDenied: () => new Response(null),
  },
  ({ id }) => id,
);

// What does not exist yet: the rule's function gets the caller, and then what the handler gets.
export const insert = defineAction({
  input: z.object({ name: z.string() }),
  handler: withCerbosAction(
    {
      action: 'edit',
      newResource: ({ principal }, { name }: { name: string }) => ({
        kind: 'document',
        attr: { ownerId: `${principal.id} ${name}` },
      }),
    },
    ({ name }, _context, grant) => [name, grant.resource.attr.ownerId],
  ),
});
