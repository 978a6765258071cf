// The routes of the behaviour suite, on Express 5, or on 4 with EXPRESS=express-4.
import { clerkMiddleware } from '@clerk/express';
import { errorHandler } from 'clerk-cerbos/express';
import type { default as Express, NextFunction, Request, Response } from 'express';
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
import { mirror, newDocument } from '../documents';
import { escapes } from './escapes';

// Express 4 is installed without types; the few that are used here are the same.
const { default: express } = (await import(process.env.EXPRESS ?? 'express')) as {
  default: typeof Express;
};

const app = express();
const ran = (_req: Request, res: Response) => res.json({ ran: true });

app.get(
  '/unwatched',
  withCerbos({ action: 'view', resource: { kind: 'document', id: 'acme' } }),
  ran,
);
app.use(clerkMiddleware({ authorizedParties: ['http://localhost:3000'] }));

app
  .route('/api/documents/:id')
  .get(
    withCerbos({ action: 'view', resource: document }, (_req, res, _next, grant) =>
      res.json({
        principal: grant.principal.id,
        roles: grant.principal.roles,
        userId: grant.auth.userId,
        allowed: grant.decision.allowedActions(),
        ownerId: grant.resource.value.ownerId,
      }),
    ),
  )
  .patch(withCerbos({ actions: ['view', 'edit'], resource: document }), ran)
  .delete(withCerbos({ action: 'delete', resource: document }), ran)
  .post(withCerbos({ action: 'export', resource: document }, ran));

app
  .route('/api/hidden/:id')
  .get(withCerbos({ action: 'view', resource: document, onDenied: 'not-found' }), ran)
  .patch(
    withCerbos(
      {
        actions: ['view', 'edit'],
        resource: document,
        onDenied: (error) => (error.actions.includes('view') ? 'not-found' : undefined),
      },
      ran,
    ),
  )
  .delete(withCerbos({ action: 'delete', resource: document, onDenied: 'not-found' }), ran);

const unlessViewed = { onDenied: { notFoundUnless: 'view' } } as const;
app
  .route('/api/tenant/:id')
  .get(withCerbos({ action: 'view', resource: document, ...unlessViewed }), ran)
  .post(withCerbos({ action: 'read', resource: document, ...unlessViewed }), ran)
  .patch(withCerbos({ actions: ['view', 'edit'], resource: document, ...unlessViewed }, ran))
  .delete(
    withCerbos({ action: 'delete', resource: document, ...unlessViewed }, (_req, res, _n, grant) =>
      res.json({ allowed: grant.decision.allowedActions(), all: grant.decision.allAllowed() }),
    ),
  )
  .put(
    withCerbos(
      { action: 'read', resource: { kind: 'document', id: 'public' } },
      async (req, res) => {
        await authorize(req, { resource: document(req), action: 'edit', ...unlessViewed });
        res.json({ ran: true });
      },
    ),
  );

app.get(
  '/api/custom/:id',
  withCerbos({
    action: 'view',
    resource: document,
    onDenied: (error, req, res) => {
      if (!('default' in req.query)) res.status(418).json({ told: error.code });
    },
  }),
  ran,
);

app.get(
  '/api/public/:id',
  withCerbos({ action: 'read', resource: document }),
  // The grant is there for every handler that follows.
  (_req, _res, next) => next(),
  (_req, res) => {
    const { id, roles } = res.locals.cerbos.principal;
    res.json({ principal: id, roles });
  },
);

app.get(
  '/api/pending/:id',
  withPending({ action: 'look', resource: mirror }, (_req, res, _next, { principal }) =>
    res.json({ principal: principal.id, roles: principal.roles }),
  ),
);

app.post(
  '/api/new/:id',
  withCerbos({
    action: 'create',
    newResource: (caller, req: Request<{ id: string }>) => newDocument(caller, req.params.id),
  }),
  (_req, res) => {
    const { id, attr } = res.locals.cerbos.resource;
    res.json({ id, attr });
  },
);

app.get('/api/verbs/:id', (req, res, next) => {
  const resource = { kind: 'document', id: req.params.id };
  Promise.all([
    authorizer(req),
    isAllowed(req, { resource, action: 'view' }),
    checkResource(req, { resource, actions: ['view', 'edit'] }),
    planResources(req, { resource: { kind: 'document' }, action: 'view' }),
  ])
    .then(([{ principal }, allowed, decision, plan]) => {
      res.json({
        principal: principal.id,
        allowed,
        actions: decision.allowedActions(),
        plan: plan.kind,
        ownerId: decision.resource.value?.ownerId,
      });
    })
    // Express 4 does not notice what an async handler throws.
    .catch(next);
});

app.get(
  '/api/nested/:id',
  withCerbos({ action: 'view', resource: document }, async (_req, res, _next, grant) => {
    const { kind, id } = grant.resource;
    await grant.authorizer.authorize({ resource: { kind, id }, action: 'edit' });
    res.json({ ran: true });
  }),
);

// The mistake: nothing waits for what authorize says.
app
  .route('/api/dropped/:id')
  .get(
    withCerbos({ action: 'view', resource: document }, (_req, res, _next, grant) => {
      const { kind, id } = grant.resource;
      void grant.authorizer.authorize({ resource: { kind, id }, action: 'edit' });
      res.json({ ran: true });
    }),
  )
  .post(withCerbos({ action: 'view', resource: document }), (req, res) => {
    void authorize(req, { resource: document(req), action: 'edit' });
    // No guard looks on any more.
    setTimeout(() => {
      res.redirect('/elsewhere');
    });
  });

app
  .route('/api/cached/:id')
  .get(withCerbos({ action: 'view', resource: document }), (_req, res) => {
    res.set('Cache-Control', 'private, max-age=60').json({ ran: true });
  })
  .post(withCerbos({ action: 'view', resource: document }), (_req, res) => {
    res.redirect('/elsewhere');
  });

app
  .route('/api/mistake/:id')
  .get(withCerbos({ action: 'view', resource: { kind: 'folder', id: 'no loader' } }), ran)
  .post(
    withCerbos({
      action: 'view',
      resource: { kind: 'document', id: '1', attr: {}, scope: 'not a scope' },
    }),
    ran,
  )
  .put(
    withCerbos({
      action: 'view',
      // The caller may leave it out, or send it twice.
      resource: (req) => ({ kind: 'document', id: req.query.id as string, attr: {} }),
    }),
    ran,
  )
  .delete(
    withCerbos(
      { action: 'view', resource: () => ({ kind: '', id: '1', attr: { secret: 'do not tell' } }) },
      ran,
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
    (_req, res, _next, { principal }) =>
      res.json({ principal: principal.id, roles: principal.roles }),
  ),
);

app.post('/api/cerbos', checkEndpoint);
app.post('/api/parsed', express.json(), checkEndpoint);
app.use('/api', escapes(express.Router()));
app.use(errorHandler);
app.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
  if (res.headersSent) next(error);
  else res.status(500).json({ fault: error instanceof Error ? error.message : error });
});

app.listen(Number(process.env.PORT), process.env.HOST ?? 'localhost');
