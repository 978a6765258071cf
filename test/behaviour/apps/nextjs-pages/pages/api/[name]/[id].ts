// The routes of the behaviour suite, `/api/<name>/:id`.
import type { NextApiHandler, NextApiRequest, NextApiResponse } from 'next';
import { asked, mirror, newDocument } from '../../../../documents';
import {
  authorize,
  authorizer,
  checkResource,
  document,
  isAllowed,
  planResources,
  withCerbos,
  withPending,
} from '../../../lib/authz';

const ran = (_req: NextApiRequest, res: NextApiResponse) => {
  res.json({ ran: true });
};

const unlessViewed = { onDenied: { notFoundUnless: 'view' } } as const;

const routes: Readonly<Record<string, NextApiHandler>> = {
  'GET documents': withCerbos({ action: 'view', resource: document }, (_req, res, grant) => {
    res.json({
      principal: grant.principal.id,
      roles: grant.principal.roles,
      userId: grant.auth.userId,
      allowed: grant.decision.allowedActions(),
      ownerId: grant.resource.value.ownerId,
    });
  }),
  'PATCH documents': withCerbos({ actions: ['view', 'edit'], resource: document }, ran),
  'DELETE documents': withCerbos({ action: 'delete', resource: document }, ran),
  'POST documents': withCerbos({ action: 'export', resource: document }, ran),
  'GET public': withCerbos({ action: 'read', resource: document }, (_req, res, { principal }) => {
    res.json({ principal: principal.id, roles: principal.roles });
  }),
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
    (_req, res, { decision }) => {
      res.json({ allowed: decision.allowedActions(), all: decision.allAllowed() });
    },
  ),
  'PUT tenant': withCerbos(
    { action: 'read', resource: { kind: 'document', id: 'public' } },
    async (req, res) => {
      await authorize(req, { resource: document(req), action: 'edit', ...unlessViewed });
      res.json({ ran: true });
    },
  ),
  'GET custom': withCerbos(
    {
      action: 'view',
      resource: document,
      onDenied: (error, req, res) => {
        if (!('default' in req.query)) res.status(418).json({ told: error.code });
      },
    },
    ran,
  ),
  'GET nested': withCerbos(
    { action: 'view', resource: document },
    async (_req, res, { authorizer, resource: { kind, id } }) => {
      await authorizer.authorize({ resource: { kind, id }, action: 'edit' });
      res.json({ ran: true });
    },
  ),
  // The mistake: nothing waits for what authorize says.
  'GET dropped': withCerbos(
    { action: 'view', resource: document },
    (_req, res, { authorizer, resource: { kind, id } }) => {
      void authorizer.authorize({ resource: { kind, id }, action: 'edit' });
      res.json({ ran: true });
    },
  ),
  'POST dropped': withCerbos({ action: 'view', resource: document }, async (req, res) => {
    const { authorize } = await authorizer(req);
    void authorize({ resource: document(req), action: 'edit' });
    res.redirect(302, '/elsewhere');
  }),
  'GET cached': withCerbos({ action: 'view', resource: document }, (_req, res) => {
    res.setHeader('Cache-Control', 'private, max-age=60');
    res.json({ ran: true });
  }),
  'POST cached': withCerbos({ action: 'view', resource: document }, (_req, res) => {
    res.redirect(302, '/elsewhere');
  }),
  'GET pending': withPending({ action: 'look', resource: mirror }, (_req, res, { principal }) => {
    res.json({ principal: principal.id, roles: principal.roles });
  }),
  'POST new': withCerbos(
    {
      action: 'create',
      newResource: (caller, req: NextApiRequest) => newDocument(caller, String(req.query.id)),
    },
    (_req, res, { resource: { id, attr } }) => {
      res.json({ id, attr });
    },
  ),
  'GET verbs': async (req, res) => {
    const resource = document(req);
    const [{ principal }, allowed, decision, plan] = await Promise.all([
      authorizer(req),
      isAllowed(req, { resource, action: 'view' }),
      checkResource(req, { resource, actions: ['view', 'edit'] }),
      planResources(req, { resource: { kind: 'document' }, action: 'view' }),
    ]);
    res.json({
      principal: principal.id,
      allowed,
      actions: decision.allowedActions(),
      plan: plan.kind,
      ownerId: decision.resource.value?.ownerId,
    });
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
      // The caller may leave it out, or send it twice. `req.query.id` is the one of the path.
      resource: ({ url }: NextApiRequest) => ({
        kind: 'document',
        id: asked(new URL(url ?? '', 'http://localhost').searchParams.getAll('id')),
        attr: {},
      }),
    },
    ran,
  ),
  'DELETE mistake': withCerbos(
    { action: 'view', resource: () => ({ kind: '', id: '1', attr: { secret: 'do not tell' } }) },
    ran,
  ),
  'GET control': withCerbos({ action: 'view', resource: document }, (req, res) => {
    if (!('redirect' in req.query)) throw new Error('a fault of the app');
    res.redirect('/elsewhere');
  }),
  'POST control': withCerbos(
    {
      action: 'view',
      resource: () => {
        throw new Error('a fault of the rule');
      },
    },
    ran,
  ),
};

export default function handler(req: NextApiRequest, res: NextApiResponse): unknown {
  const route = routes[`${req.method ?? ''} ${String(req.query.name)}`];
  if (route !== undefined) return route(req, res);
  res.status(405).end();
  return undefined;
}
