// The routes of the behaviour suite, on Fastify.
import { clerkPlugin } from '@clerk/fastify';
import { errorHandler } from 'clerk-cerbos/fastify';
import Fastify, { type FastifyRequest } from 'fastify';
import {
  authorize,
  authorizer,
  type ById,
  checkEndpoint,
  checkResource,
  document,
  isAllowed,
  planResources,
  withCerbos,
} from './authz';
import { newDocument } from '../documents';
import { escapes } from './escapes';

const app = Fastify();
const ran = () => ({ ran: true });

app.get(
  '/unwatched',
  { preHandler: withCerbos({ action: 'view', resource: { kind: 'document', id: 'acme' } }) },
  ran,
);

await app.register(async (api) => {
  // The plugin takes more options than its types say, and no address of Clerk from the environment.
  const options = {
    hookName: 'preHandler',
    authorizedParties: ['http://localhost:3000'],
    apiUrl: process.env.CLERK_API_URL ?? '',
  } as const;
  await api.register(clerkPlugin, options);

  api.get(
    '/api/documents/:id',
    withCerbos({ action: 'view', resource: document }, (_request, _reply, grant) => ({
      principal: grant.principal.id,
      roles: grant.principal.roles,
      userId: grant.auth.userId,
      allowed: grant.decision.allowedActions(),
      ownerId: grant.resource.value.ownerId,
    })),
  );
  api.patch(
    '/api/documents/:id',
    { preHandler: withCerbos({ actions: ['view', 'edit'], resource: document }) },
    ran,
  );
  api.delete(
    '/api/documents/:id',
    { preHandler: withCerbos({ action: 'delete', resource: document }) },
    ran,
  );
  api.post('/api/documents/:id', withCerbos({ action: 'export', resource: document }, ran));

  api.get(
    '/api/hidden/:id',
    { preHandler: withCerbos({ action: 'view', resource: document, onDenied: 'not-found' }) },
    ran,
  );
  api.patch(
    '/api/hidden/:id',
    withCerbos(
      {
        actions: ['view', 'edit'],
        resource: document,
        onDenied: (error) => (error.actions.includes('view') ? 'not-found' : undefined),
      },
      ran,
    ),
  );
  api.delete(
    '/api/hidden/:id',
    { preHandler: withCerbos({ action: 'delete', resource: document, onDenied: 'not-found' }) },
    ran,
  );

  const unlessViewed = { onDenied: { notFoundUnless: 'view' } } as const;
  api.get(
    '/api/tenant/:id',
    { preHandler: withCerbos({ action: 'view', resource: document, ...unlessViewed }) },
    ran,
  );
  api.post(
    '/api/tenant/:id',
    { preHandler: withCerbos({ action: 'read', resource: document, ...unlessViewed }) },
    ran,
  );
  api.patch(
    '/api/tenant/:id',
    withCerbos({ actions: ['view', 'edit'], resource: document, ...unlessViewed }, ran),
  );
  api.delete(
    '/api/tenant/:id',
    withCerbos({ action: 'delete', resource: document, ...unlessViewed }, (_q, _reply, grant) => ({
      allowed: grant.decision.allowedActions(),
      all: grant.decision.allAllowed(),
    })),
  );
  api.put<ById>(
    '/api/tenant/:id',
    withCerbos(
      { action: 'read', resource: { kind: 'document', id: 'public' } },
      async (request: FastifyRequest<ById>) => {
        await authorize(request, { resource: document(request), action: 'edit', ...unlessViewed });
        return { ran: true };
      },
    ),
  );

  api.get(
    '/api/custom/:id',
    {
      preHandler: withCerbos({
        action: 'view',
        resource: document,
        onDenied: (error, request, reply) =>
          request.url.endsWith('?default') ? undefined : reply.code(418).send({ told: error.code }),
      }),
    },
    ran,
  );

  api.get(
    '/api/public/:id',
    { preHandler: withCerbos({ action: 'read', resource: document }) },
    ({ cerbos }) => ({ principal: cerbos.principal.id, roles: cerbos.principal.roles }),
  );

  api.post(
    '/api/new/:id',
    {
      preHandler: withCerbos({
        action: 'create',
        newResource: (caller, request: FastifyRequest<ById>) =>
          newDocument(caller, request.params.id),
      }),
    },
    ({ cerbos: { resource } }) => ({ id: resource.id, attr: resource.attr }),
  );

  api.get('/api/verbs/:id', async (request: FastifyRequest<ById>) => {
    const resource = document(request);
    const [{ principal }, allowed, decision, plan] = await Promise.all([
      authorizer(request),
      isAllowed(request, { resource, action: 'view' }),
      checkResource(request, { resource, actions: ['view', 'edit'] }),
      planResources(request, { resource: { kind: 'document' }, action: 'view' }),
    ]);
    const actions = decision.allowedActions();
    const ownerId = decision.resource.value?.ownerId;
    return { principal: principal.id, allowed, actions, plan: plan.kind, ownerId };
  });

  api.get(
    '/api/nested/:id',
    withCerbos({ action: 'view', resource: document }, async (_request, _reply, grant) => {
      const { kind, id } = grant.resource;
      await grant.authorizer.authorize({ resource: { kind, id }, action: 'edit' });
      return { ran: true };
    }),
  );

  // The mistake: nothing waits for what authorize says.
  api.get(
    '/api/dropped/:id',
    withCerbos({ action: 'view', resource: document }, async (_request, _reply, grant) => {
      const { kind, id } = grant.resource;
      void grant.authorizer.authorize({ resource: { kind, id }, action: 'edit' });
      return { ran: true };
    }),
  );
  api.post<ById>(
    '/api/dropped/:id',
    { preHandler: withCerbos({ action: 'view', resource: document }) },
    (request, reply) => {
      void authorize(request, { resource: document(request), action: 'edit' });
      return reply.redirect('/elsewhere');
    },
  );

  api.get(
    '/api/cached/:id',
    { preHandler: withCerbos({ action: 'view', resource: document }) },
    (_request, reply) => reply.header('cache-control', 'private, max-age=60').send({ ran: true }),
  );
  api.post(
    '/api/cached/:id',
    withCerbos({ action: 'view', resource: document }, (_request, reply) =>
      reply.redirect('/elsewhere'),
    ),
  );

  api.get(
    '/api/mistake/:id',
    withCerbos({ action: 'view', resource: { kind: 'folder', id: 'no loader' } }, ran),
  );
  api.post(
    '/api/mistake/:id',
    {
      preHandler: withCerbos({
        action: 'view',
        resource: { kind: 'document', id: '1', attr: {}, scope: 'not a scope' },
      }),
    },
    ran,
  );
  api.put<{ Querystring: { id: string } }>(
    '/api/mistake/:id',
    {
      preHandler: withCerbos({
        action: 'view',
        // The caller may leave it out, or send it twice.
        resource: ({ query }: FastifyRequest<{ Querystring: { id: string } }>) => ({
          kind: 'document',
          id: query.id,
          attr: {},
        }),
      }),
    },
    ran,
  );
  api.delete(
    '/api/mistake/:id',
    withCerbos(
      { action: 'view', resource: () => ({ kind: '', id: '1', attr: { secret: 'do not tell' } }) },
      ran,
    ),
  );

  api.get(
    '/api/machine/:id',
    withCerbos(
      {
        action: 'look',
        resource: { kind: 'mirror', id: '1', attr: {} },
        acceptsToken: ['session_token', 'api_key', 'm2m_token', 'oauth_token'],
      },
      (_request, _reply, { principal }) => ({ principal: principal.id, roles: principal.roles }),
    ),
  );

  api.post('/api/cerbos', checkEndpoint);

  api.setErrorHandler(errorHandler);
  await api.register(escapes, { prefix: '/api' });
});

await app.listen({ port: Number(process.env.PORT), host: process.env.HOST ?? 'localhost' });
