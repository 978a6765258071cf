import { clerkMiddleware } from '@clerk/express';
import { errorHandler } from 'clerk-cerbos/express';
import express from 'express';
import { namedDocument, withCerbos } from './authz';
import { DocumentChanges, ShareWith } from './bodies';
import {
  deleteDocument,
  documentAttributes,
  findCandidates,
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
    async (_req, res, _next, { authorizer, principal }) => {
      const candidates = findCandidates(principal);
      // A check of no resources is an error.
      if (candidates.length === 0) return res.json({ documents: [] });
      // One call decides about all documents, each by itself.
      const decisions = await authorizer.checkResources({
        resources: candidates.map((document) => ({
          resource: { kind: 'document', id: document.id, attr: documentAttributes(document) },
          actions: ['view'],
        })),
      });
      const documents = candidates.filter((_, index) => decisions[index]?.isAllowed('view'));
      return res.json({ documents: documents.map(toJson) });
    },
  ),
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
  (req, res) => {
    const { success, data } = DocumentChanges.safeParse(req.body);
    if (!success) return res.sendStatus(400);
    const document = updateDocument(res.locals.cerbos.resource.id, data);
    return document === undefined ? res.sendStatus(410) : res.json(toJson(document));
  },
);

app.post(
  '/documents/:id/share',
  withCerbos({ action: 'share', resource: namedDocument, onDenied: { notFoundUnless: 'view' } }),
  express.json(),
  (req, res) => {
    const { success, data } = ShareWith.safeParse(req.body);
    if (!success) return res.sendStatus(400);
    const { id } = res.locals.cerbos.resource;
    const document =
      'userId' in data
        ? shareDocument(id, 'sharedWithUsers', data.userId)
        : shareDocument(id, 'sharedWithOrganizations', data.organizationId);
    return document === undefined ? res.sendStatus(410) : res.json(toJson(document));
  },
);

// A caller who may delete, but has not verified lately, gets a 403 in Clerk's format.
// `useReverification()` in the browser understands it.
app.delete(
  '/documents/:id',
  withCerbos(
    { action: 'delete', resource: namedDocument, onDenied: { notFoundUnless: 'view' } },
    (_req, res, _next, { resource }) => {
      deleteDocument(resource.id);
      res.sendStatus(204);
    },
  ),
);

// Answers what a handler throws. A denied `authorize` in a handler becomes a 403 here.
app.use(errorHandler);
