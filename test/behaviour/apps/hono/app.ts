// The routes of the behaviour suite, on Hono.
import { clerkMiddleware } from '@clerk/hono';
import { serve } from '@hono/node-server';
import { onError } from 'clerk-cerbos/hono';
import { type Context, Hono } from 'hono';
import {
  authorize,
  authorizer,
  checkEndpoint,
  checkResource,
  document,
  isAllowed,
  planResources,
  withCerbos,
  withPending,
} from './authz';
import { asked, mirror, newDocument } from '../documents';
import { escapes } from './escapes';

const app = new Hono();
app.onError(onError);

app.get(
  '/unwatched',
  withCerbos({ action: 'view', resource: { kind: 'document', id: 'acme' } }),
  (c) => c.json({ ran: true }),
);
app.use('/api/*', clerkMiddleware({ authorizedParties: ['http://localhost:3000'] }));

app
  .get(
    '/api/documents/:id',
    withCerbos({ action: 'view', resource: document }, (c, grant) =>
      c.json({
        principal: grant.principal.id,
        roles: grant.principal.roles,
        userId: grant.auth.userId,
        allowed: grant.decision.allowedActions(),
        ownerId: grant.resource.value.ownerId,
      }),
    ),
  )
  .patch(withCerbos({ actions: ['view', 'edit'], resource: document }), (c) =>
    c.json({ ran: true }),
  )
  .delete(withCerbos({ action: 'delete', resource: document }), (c) => c.json({ ran: true }))
  .post(withCerbos({ action: 'export', resource: document }, (c) => c.json({ ran: true })));

app
  .get(
    '/api/hidden/:id',
    withCerbos({ action: 'view', resource: document, onDenied: 'not-found' }),
    (c) => c.json({ ran: true }),
  )
  .patch(
    withCerbos(
      {
        actions: ['view', 'edit'],
        resource: document,
        onDenied: (error) => (error.actions.includes('view') ? 'not-found' : undefined),
      },
      (c) => c.json({ ran: true }),
    ),
  )
  .delete(withCerbos({ action: 'delete', resource: document, onDenied: 'not-found' }), (c) =>
    c.json({ ran: true }),
  );

const unlessViewed = { onDenied: { notFoundUnless: 'view' } } as const;
app
  .get(
    '/api/tenant/:id',
    withCerbos({ action: 'view', resource: document, ...unlessViewed }),
    (c) => c.json({ ran: true }),
  )
  .post(withCerbos({ action: 'read', resource: document, ...unlessViewed }), (c) =>
    c.json({ ran: true }),
  )
  .patch(withCerbos({ actions: ['view', 'edit'], resource: document, ...unlessViewed }), (c) =>
    c.json({ ran: true }),
  )
  .delete(
    withCerbos({ action: 'delete', resource: document, ...unlessViewed }, (c, { decision }) =>
      c.json({ allowed: decision.allowedActions(), all: decision.allAllowed() }),
    ),
  )
  .put(
    withCerbos({ action: 'read', resource: { kind: 'document', id: 'public' } }, async (c) => {
      await authorize(c, { resource: document(c), action: 'edit', ...unlessViewed });
      return c.json({ ran: true });
    }),
  );

app.get(
  '/api/custom/:id',
  withCerbos({
    action: 'view',
    resource: document,
    onDenied: (error, c) =>
      c.req.query('default') === undefined ? c.json({ told: error.code }, 418) : undefined,
  }),
  (c) => c.json({ ran: true }),
);

app.get(
  '/api/public/:id',
  withCerbos({ action: 'read', resource: document }),
  // The grant is there for every handler that follows.
  async (_c, next) => next(),
  (c) => {
    const { id, roles } = c.var.cerbos.principal;
    return c.json({ principal: id, roles });
  },
);

app.post(
  '/api/new/:id',
  withCerbos({
    action: 'create',
    newResource: (caller, c: Context) => newDocument(caller, c.req.param('id') ?? ''),
  }),
  (c) => {
    const { id, attr } = c.var.cerbos.resource;
    return c.json({ id, attr });
  },
);

app.get('/api/verbs/:id', async (c) => {
  const resource = { kind: 'document', id: c.req.param('id') };
  const [{ principal }, allowed, decision, plan] = await Promise.all([
    authorizer(c),
    isAllowed(c, { resource, action: 'view' }),
    checkResource(c, { resource, actions: ['view', 'edit'] }),
    planResources(c, { resource: { kind: 'document' }, action: 'view' }),
  ]);
  const actions = decision.allowedActions();
  const ownerId = decision.resource.value?.ownerId;
  return c.json({ principal: principal.id, allowed, actions, plan: plan.kind, ownerId });
});

app.get(
  '/api/nested/:id',
  withCerbos({ action: 'view', resource: document }, async (c, grant) => {
    const { kind, id } = grant.resource;
    await grant.authorizer.authorize({ resource: { kind, id }, action: 'edit' });
    return c.json({ ran: true });
  }),
);

// The mistake: nothing waits for what authorize says.
app
  .get(
    '/api/dropped/:id',
    withCerbos({ action: 'view', resource: document }, (c, grant) => {
      const { kind, id } = grant.resource;
      void grant.authorizer.authorize({ resource: { kind, id }, action: 'edit' });
      return c.json({ ran: true });
    }),
  )
  .post(withCerbos({ action: 'view', resource: document }), (c) => {
    const resource = { kind: 'document' as const, id: c.req.param('id') };
    void authorize(c, { resource, action: 'edit' });
    return c.redirect('/elsewhere');
  });

app
  .get('/api/cached/:id', withCerbos({ action: 'view', resource: document }), (c) =>
    c.json({ ran: true }, 200, { 'Cache-Control': 'private, max-age=60' }),
  )
  .post(withCerbos({ action: 'view', resource: document }, (c) => c.redirect('/elsewhere')));

app
  .get(
    '/api/mistake/:id',
    withCerbos({ action: 'view', resource: { kind: 'folder', id: 'no loader' } }),
    (c) => c.json({ ran: true }),
  )
  .post(
    withCerbos({
      action: 'view',
      resource: { kind: 'document', id: '1', attr: {}, scope: 'not a scope' },
    }),
    (c) => c.json({ ran: true }),
  )
  .put(
    withCerbos({
      action: 'view',
      // The caller may leave it out, or send it twice.
      resource: (c) => ({ kind: 'document', id: asked(c.req.queries('id') ?? []), attr: {} }),
    }),
    (c) => c.json({ ran: true }),
  )
  .delete(
    withCerbos(
      { action: 'view', resource: () => ({ kind: '', id: '1', attr: { secret: 'do not tell' } }) },
      (c) => c.json({ ran: true }),
    ),
  );

app.get(
  '/api/pending/:id',
  withPending({ action: 'look', resource: mirror }, (c, { principal }) =>
    c.json({ principal: principal.id, roles: principal.roles }),
  ),
);

app.get(
  '/api/machine/:id',
  withCerbos(
    {
      action: 'look',
      resource: { kind: 'mirror', id: '1', attr: {} },
      acceptsToken: ['session_token', 'api_key', 'm2m_token', 'oauth_token'],
    },
    (c, { principal }) => c.json({ principal: principal.id, roles: principal.roles }),
  ),
);

app.post('/api/cerbos', checkEndpoint);
app.route('/api', escapes);

serve({
  fetch: app.fetch,
  port: Number(process.env.PORT),
  hostname: process.env.HOST ?? 'localhost',
});
