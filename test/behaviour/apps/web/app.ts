// The routes of the behaviour suite, on nothing but Request and Response.
import { serve } from '@hono/node-server';
import { toResponse } from 'clerk-cerbos';
import { asked, mirror, newDocument } from '../documents';
import {
  authorize,
  authorizer,
  checkEndpoint,
  checkResource,
  document,
  isAllowed,
  planResources,
  type RouteContext,
  withCerbos,
  withPending,
} from './authz';

type Handler = (request: Request, context: RouteContext) => Promise<Response>;

const ran = () => Response.json({ ran: true });
const elsewhere = ({ url }: Request) => Response.redirect(new URL('/elsewhere', url));
const unlessViewed = { onDenied: { notFoundUnless: 'view' } } as const;

/** The mistake: nothing waits for what authorize says. */
const dropped = withCerbos(
  { action: 'view', resource: document },
  (_request, _context, { authorizer, resource: { kind, id } }) => {
    void authorizer.authorize({ resource: { kind, id }, action: 'edit' });
    return ran();
  },
);

const routes: Readonly<Record<string, Handler>> = {
  'GET documents': withCerbos({ action: 'view', resource: document }, (_request, _context, grant) =>
    Response.json({
      principal: grant.principal.id,
      roles: grant.principal.roles,
      userId: grant.auth.userId,
      allowed: grant.decision.allowedActions(),
      ownerId: grant.resource.value.ownerId,
    }),
  ),
  'PATCH documents': withCerbos({ actions: ['view', 'edit'], resource: document }, ran),
  'DELETE documents': withCerbos({ action: 'delete', resource: document }, ran),
  'POST documents': withCerbos({ action: 'export', resource: document }, ran),

  'GET hidden': withCerbos({ action: 'view', resource: document, onDenied: 'not-found' }, ran),
  'PATCH hidden': withCerbos(
    {
      actions: ['view', 'edit'],
      resource: document,
      onDenied: (error) => (error.actions.includes('view') ? 'not-found' : undefined),
    },
    ran,
  ),
  'DELETE hidden': withCerbos({ action: 'delete', resource: document, onDenied: 'not-found' }, ran),

  'GET tenant': withCerbos({ action: 'view', resource: document, ...unlessViewed }, ran),
  'POST tenant': withCerbos({ action: 'read', resource: document, ...unlessViewed }, ran),
  'PATCH tenant': withCerbos(
    { actions: ['view', 'edit'], resource: document, ...unlessViewed },
    ran,
  ),
  'DELETE tenant': withCerbos(
    { action: 'delete', resource: document, ...unlessViewed },
    (_request, _context, { decision }) =>
      Response.json({ allowed: decision.allowedActions(), all: decision.allAllowed() }),
  ),
  'PUT tenant': withCerbos(
    { action: 'read', resource: { kind: 'document', id: 'public' } },
    async (request, context: RouteContext) => {
      const resource = document(request, context);
      await authorize(request, { resource, action: 'edit', ...unlessViewed });
      return ran();
    },
  ),

  'GET custom': withCerbos(
    {
      action: 'view',
      resource: document,
      onDenied: (error, { url }) =>
        new URL(url).searchParams.has('default')
          ? undefined
          : Response.json({ told: error.code }, { status: 418 }),
    },
    ran,
  ),
  'GET public': withCerbos({ action: 'read', resource: document }, (_request, _context, grant) =>
    Response.json({ principal: grant.principal.id, roles: grant.principal.roles }),
  ),
  'GET nested': withCerbos(
    { action: 'view', resource: document },
    async (_request, _context, { authorizer, resource: { kind, id } }) => {
      await authorizer.authorize({ resource: { kind, id }, action: 'edit' });
      return ran();
    },
  ),
  'GET dropped': dropped,
  'POST dropped': withCerbos({ action: 'view', resource: document }, (request, context) => {
    void authorize(request, { resource: document(request, context), action: 'edit' });
    return elsewhere(request);
  }),
  'GET cached': withCerbos({ action: 'view', resource: document }, () =>
    Response.json({ ran: true }, { headers: { 'Cache-Control': 'private, max-age=60' } }),
  ),
  'POST cached': withCerbos({ action: 'view', resource: document }, elsewhere),

  'POST new': withCerbos(
    {
      action: 'create',
      newResource: (caller, _request: Request, { params }: RouteContext) =>
        newDocument(caller, params.id),
    },
    (_request, _context, { resource: { id, attr } }) => Response.json({ id, attr }),
  ),

  'GET verbs': async (request, context) => {
    const resource = document(request, context);
    const [{ principal }, allowed, decision, plan] = await Promise.all([
      authorizer(request),
      isAllowed(request, { resource, action: 'view' }),
      checkResource(request, { resource, actions: ['view', 'edit'] }),
      planResources(request, { resource: { kind: 'document' }, action: 'view' }),
    ]);
    const actions = decision.allowedActions();
    const ownerId = decision.resource.value?.ownerId;
    return Response.json({ principal: principal.id, allowed, actions, plan: plan.kind, ownerId });
  },

  'GET mistake': withCerbos(
    { action: 'view', resource: { kind: 'folder', id: 'no loader for this kind' } },
    ran,
  ),
  'POST mistake': withCerbos(
    { action: 'view', resource: { kind: 'document', id: '1', attr: {}, scope: 'not a scope' } },
    ran,
  ),
  'PUT mistake': withCerbos(
    {
      action: 'view',
      // The caller may leave it out, or send it twice.
      resource: ({ url }: Request) => ({
        kind: 'document',
        id: asked(new URL(url).searchParams.getAll('id')),
        attr: {},
      }),
    },
    ran,
  ),
  'DELETE mistake': withCerbos(
    { action: 'view', resource: () => ({ kind: '', id: '1', attr: { secret: 'do not tell' } }) },
    ran,
  ),

  'GET pending': withPending(
    { action: 'look', resource: mirror },
    (_request, _context, { principal }) =>
      Response.json({ principal: principal.id, roles: principal.roles }),
  ),
  'GET machine': withCerbos(
    {
      action: 'look',
      resource: { kind: 'mirror', id: '1', attr: {} },
      acceptsToken: ['session_token', 'api_key', 'm2m_token', 'oauth_token'],
    },
    (_request, _context, { principal }) =>
      Response.json({ principal: principal.id, roles: principal.roles }),
  ),
  'POST cerbos': checkEndpoint,
  'GET cerbos': checkEndpoint,
};

const none: Handler = async () => new Response(null, { status: 404 });

async function fetch(request: Request): Promise<Response> {
  const [, , name = '', id = ''] = new URL(request.url).pathname.split('/');
  // A HEAD request is a GET whose body is not sent.
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = routes[`${method} ${name}`] ?? none;
  try {
    return await route(request, { params: { id: decodeURIComponent(id) } });
  } catch (error) {
    return toResponse(error);
  }
}

serve({
  fetch,
  port: Number(process.env.PORT),
  hostname: process.env.HOST ?? 'localhost',
});
