import { randomUUID } from 'node:crypto';
import { clerkMiddleware } from '@clerk/express';
import { errorHandler } from 'clerk-cerbos/express';
import express from 'express';
import { namedDocument, newDocument, withCerbos } from './authz';
import { DocumentChanges, ListQuery, NewDocument, ShareWith } from './inputs';
import {
  deleteDocument,
  insertDocument,
  listDocuments,
  shareDocument,
  toJson,
  updateDocument,
} from './documents';

const { APP_ORIGIN } = process.env;

export const app = express();

// It only says who is calling. It refuses session tokens that were made for another origin, such as
// a sibling subdomain. Each route asks Cerbos itself what the caller may do.
app.use(clerkMiddleware(APP_ORIGIN ? { authorizedParties: [APP_ORIGIN] } : {}));

app.get(
  '/documents',
  withCerbos(
    { action: 'list', resource: { kind: 'library', id: 'documents', attr: {} } },
    async (req, res, _next, { authorizer }) => {
      const { success, data } = ListQuery.safeParse(req.query);
      if (!success) return res.sendStatus(400);
      const plan = await authorizer.planResources({
        resource: { kind: 'document' },
        action: 'view',
      });
      const { documents, total } = await listDocuments(plan, data.page);
      return res.json({ documents: documents.map(toJson), page: data.page, total });
    },
  ),
);

// The owner and the organization come from the session, never from the body.
app.post(
  '/documents',
  withCerbos({ action: 'create', newResource: newDocument }),
  express.json(),
  async (req, res) => {
    const { success, data } = NewDocument.safeParse(req.body);
    if (!success) return res.sendStatus(400);
    const document = { id: randomUUID(), ...data, ...res.locals.cerbos.resource.attr };
    return res.status(201).json(toJson(await insertDocument(document)));
  },
);

// A caller who may not view a document does not learn that it exists: the denial is a 404.
app.get(
  '/documents/:id',
  withCerbos(
    { action: 'view', resource: namedDocument, onDenied: 'not-found' },
    (_req, res, _next, { resource }) => res.json(toJson(resource.value)),
  ),
);

// As middleware, it refuses a caller before the body is read.
app.patch(
  '/documents/:id',
  withCerbos({ action: 'edit', resource: namedDocument, onDenied: { notFoundUnless: 'view' } }),
  express.json(),
  async (req, res) => {
    const { success, data } = DocumentChanges.safeParse(req.body);
    if (!success) return res.sendStatus(400);
    const document = await updateDocument(res.locals.cerbos.resource.id, data);
    return document === undefined ? res.sendStatus(410) : res.json(toJson(document));
  },
);

app.post(
  '/documents/:id/share',
  withCerbos({ action: 'share', resource: namedDocument, onDenied: { notFoundUnless: 'view' } }),
  express.json(),
  async (req, res) => {
    const { success, data } = ShareWith.safeParse(req.body);
    if (!success) return res.sendStatus(400);
    const { id } = res.locals.cerbos.resource;
    const document = await ('userId' in data
      ? shareDocument(id, 'sharedWithUsers', data.userId)
      : shareDocument(id, 'sharedWithOrganizations', data.organizationId));
    return document === null ? res.sendStatus(410) : res.json(toJson(document));
  },
);

// A caller who may delete, but has not verified lately, gets a 403 in Clerk's format.
// `useReverification()` in the browser understands it.
app.delete(
  '/documents/:id',
  withCerbos(
    { action: 'delete', resource: namedDocument, onDenied: { notFoundUnless: 'view' } },
    async (_req, res, _next, { resource }) => {
      await deleteDocument(resource.id);
      res.sendStatus(204);
    },
  ),
);

// Answers what a handler throws. A denied `authorize` in a handler becomes a 403 here.
app.use(errorHandler);
