import type { AnyPolicies, Loaders } from 'clerk-cerbos';
import type { ReactRouterClerkCerbos } from 'clerk-cerbos/react-router';
import type { DataFunctionArgs, RemixClerkCerbos } from 'clerk-cerbos/remix';
import { asked, type Document, mirror, newDocument } from './documents';

/** What the app of any framework of loaders and actions makes its routes of. */
type Verbs = Pick<
  RemixClerkCerbos<
    AnyPolicies,
    { document: (id: string) => { attr: Document; value: Document } | null }
  >,
  'withCerbos' | 'authorizer' | 'checkResource' | 'isAllowed' | 'planResources'
>;

interface Pending {
  /** Of an app that admits pending sessions, where Clerk's SDK can. */
  readonly withPending?: ReactRouterClerkCerbos<AnyPolicies, Loaders<AnyPolicies>>['withCerbos'];
}

type DataFunction = (args: DataFunctionArgs) => Promise<Response>;

interface Route {
  readonly loader: DataFunction;
  readonly action?: DataFunction;
}

const unlessViewed = { onDenied: { notFoundUnless: 'view' } } as const;
const ran = () => Response.json({ ran: true });

/** The document that the path names. */
export const document = ({ params }: DataFunctionArgs) => ({
  kind: 'document' as const,
  id: params.id ?? '',
});

/** One action for several methods: the frameworks call the same one for all but GET. */
const byMethod =
  (actions: Readonly<Record<string, DataFunction>>): DataFunction =>
  async (args) =>
    (await actions[args.request.method]?.(args)) ?? new Response(null, { status: 405 });

/** The routes of the behaviour suite, `/api/<name>/:id`, in every framework of loaders and actions. */
export function guardedRoutes({
  withCerbos,
  authorizer,
  checkResource,
  isAllowed,
  planResources,
  withPending,
}: Verbs & Pending): {
  readonly loader: DataFunction;
  readonly action: DataFunction;
} {
  const routes: Readonly<Record<string, Route>> = {
    documents: {
      loader: withCerbos({ action: 'view', resource: document }, (_args, grant) =>
        Response.json({
          principal: grant.principal.id,
          roles: grant.principal.roles,
          userId: grant.auth.userId,
          allowed: grant.decision.allowedActions(),
          ownerId: grant.resource.value.ownerId,
        }),
      ),
      action: byMethod({
        PATCH: withCerbos({ actions: ['view', 'edit'], resource: document }, ran),
        DELETE: withCerbos({ action: 'delete', resource: document }, ran),
        POST: withCerbos({ action: 'export', resource: document }, ran),
      }),
    },
    public: {
      loader: withCerbos({ action: 'read', resource: document }, (_args, { principal }) =>
        Response.json({ principal: principal.id, roles: principal.roles }),
      ),
    },
    ...(withPending && {
      pending: {
        loader: withPending({ action: 'look', resource: mirror }, (_args, { principal }) =>
          Response.json({ principal: principal.id, roles: principal.roles }),
        ),
      },
    }),
    hidden: {
      loader: withCerbos({ action: 'view', resource: document, onDenied: 'not-found' }, ran),
      action: byMethod({
        PATCH: withCerbos(
          {
            actions: ['view', 'edit'],
            resource: document,
            onDenied: (error) => (error.actions.includes('view') ? 'not-found' : undefined),
          },
          ran,
        ),
        DELETE: withCerbos({ action: 'delete', resource: document, onDenied: 'not-found' }, ran),
      }),
    },
    tenant: {
      loader: withCerbos({ action: 'view', resource: document, ...unlessViewed }, ran),
      action: byMethod({
        POST: withCerbos({ action: 'read', resource: document, ...unlessViewed }, ran),
        PATCH: withCerbos({ actions: ['view', 'edit'], resource: document, ...unlessViewed }, ran),
        DELETE: withCerbos(
          { action: 'delete', resource: document, ...unlessViewed },
          (_args, { decision }) =>
            Response.json({ allowed: decision.allowedActions(), all: decision.allAllowed() }),
        ),
        PUT: withCerbos(
          { action: 'read', resource: { kind: 'document', id: 'public' } },
          async (args) => {
            const { authorize } = await authorizer(args);
            await authorize({ resource: document(args), action: 'edit', ...unlessViewed });
            return ran();
          },
        ),
      }),
    },
    custom: {
      loader: withCerbos(
        {
          action: 'view',
          resource: document,
          onDenied: (error, { request }) =>
            new URL(request.url).searchParams.has('default')
              ? undefined
              : Response.json({ told: error.code }, { status: 418 }),
        },
        ran,
      ),
    },
    nested: {
      loader: withCerbos(
        { action: 'view', resource: document },
        async (_args, { authorizer, resource: { kind, id } }) => {
          await authorizer.authorize({ resource: { kind, id }, action: 'edit' });
          return ran();
        },
      ),
    },
    // The mistake: nothing waits for what authorize says.
    dropped: {
      loader: withCerbos(
        { action: 'view', resource: document },
        (_args, { authorizer, resource: { kind, id } }) => {
          void authorizer.authorize({ resource: { kind, id }, action: 'edit' });
          return ran();
        },
      ),
      action: withCerbos({ action: 'view', resource: document }, async (args) => {
        const { authorize } = await authorizer(args);
        void authorize({ resource: document(args), action: 'edit' });
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- as these frameworks redirect
        throw Response.redirect(new URL('/elsewhere', args.request.url));
      }),
    },
    cached: {
      loader: withCerbos({ action: 'view', resource: document }, () =>
        Response.json({ ran: true }, { headers: { 'Cache-Control': 'private, max-age=60' } }),
      ),
      action: withCerbos({ action: 'view', resource: document }, ({ request }) =>
        // Its headers can't be changed.
        Response.redirect(new URL('/elsewhere', request.url)),
      ),
    },
    new: {
      loader: async () => new Response(null, { status: 404 }),
      action: withCerbos(
        {
          action: 'create',
          newResource: (caller, { params }: DataFunctionArgs) =>
            newDocument(caller, params.id ?? ''),
        },
        (_args, { resource: { id, attr } }) => Response.json({ id, attr }),
      ),
    },
    verbs: {
      loader: async (args) => {
        const resource = document(args);
        const [{ principal }, allowed, decision, plan] = await Promise.all([
          authorizer(args),
          isAllowed(args, { resource, action: 'view' }),
          checkResource(args, { resource, actions: ['view', 'edit'] }),
          planResources(args, { resource: { kind: 'document' }, action: 'view' }),
        ]);
        return Response.json({
          principal: principal.id,
          allowed,
          actions: decision.allowedActions(),
          plan: plan.kind,
          ownerId: decision.resource.value?.ownerId,
        });
      },
    },
    mistake: {
      loader: withCerbos(
        { action: 'view', resource: { kind: 'folder', id: 'no loader for this kind' } },
        ran,
      ),
      action: byMethod({
        POST: withCerbos(
          {
            action: 'view',
            resource: { kind: 'document', id: '1', attr: {}, scope: 'not a scope' },
          },
          ran,
        ),
        PUT: withCerbos(
          {
            action: 'view',
            // The caller may leave it out, or send it twice.
            resource: ({ request }) => ({
              kind: 'document',
              id: asked(new URL(request.url).searchParams.getAll('id')),
              attr: {},
            }),
          },
          ran,
        ),
        DELETE: withCerbos(
          {
            action: 'view',
            resource: () => ({ kind: '', id: '1', attr: { secret: 'do not tell' } }),
          },
          ran,
        ),
      }),
    },
  };
  const none = async () => new Response(null, { status: 404 });
  const routeOf = ({ params }: DataFunctionArgs) => routes[params.name ?? ''];
  return {
    loader: (args) => (routeOf(args)?.loader ?? none)(args),
    action: (args) => (routeOf(args)?.action ?? none)(args),
  };
}
