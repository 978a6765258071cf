import { clerkMiddleware } from '@clerk/hono';
import { onError } from 'clerk-cerbos/hono';
import { Hono } from 'hono';
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
import { json } from './json';

const { APP_ORIGIN } = process.env;

export const app = new Hono();

// Answers what a handler throws. A denied `authorize` in a handler becomes a 403 here.
app.onError(onError);

// It only says who is calling. It refuses session tokens that were made for another origin, such as
// a sibling subdomain. Each route asks Cerbos itself what the caller may do.
app.use(clerkMiddleware(APP_ORIGIN ? { authorizedParties: [APP_ORIGIN] } : {}));

app.get(
  '/documents',
  withCerbos(
    { action: 'list', resource: { kind: 'library', id: 'documents', attr: {} } },
    async (c, { authorizer, principal }) => {
      const candidates = findCandidates(principal);
      // A check of no resources is an error.
      if (candidates.length === 0) return c.json({ documents: [] });
      // One call decides about all documents, each by itself.
      const decisions = await authorizer.checkResources({
        resources: candidates.map((document) => ({
          resource: { kind: 'document', id: document.id, attr: documentAttributes(document) },
          actions: ['view'],
        })),
      });
      const documents = candidates.filter((_, index) => decisions[index]?.isAllowed('view'));
      return c.json({ documents: documents.map(toJson) });
    },
  ),
);

// A caller who may not view a document does not learn that it exists: the denial is a 404.
app.get(
  '/documents/:id',
  withCerbos(
    { action: 'view', resource: namedDocument, onDenied: 'not-found' },
    (c, { resource }) => c.json(toJson(resource.value)),
  ),
);

// As middleware, it refuses a caller before the body is read.
app.patch(
  '/documents/:id',
  withCerbos({ action: 'edit', resource: namedDocument, onDenied: { notFoundUnless: 'view' } }),
  json(DocumentChanges),
  (c) => {
    const document = updateDocument(c.var.cerbos.resource.id, c.req.valid('json'));
    return document === undefined ? c.body(null, 410) : c.json(toJson(document));
  },
);

app.post(
  '/documents/:id/share',
  withCerbos({ action: 'share', resource: namedDocument, onDenied: { notFoundUnless: 'view' } }),
  json(ShareWith),
  (c) => {
    const { id } = c.var.cerbos.resource;
    const body = c.req.valid('json');
    const document =
      'userId' in body
        ? shareDocument(id, 'sharedWithUsers', body.userId)
        : shareDocument(id, 'sharedWithOrganizations', body.organizationId);
    return document === undefined ? c.body(null, 410) : c.json(toJson(document));
  },
);

// A caller who may delete, but has not verified lately, gets a 403 in Clerk's format.
// `useReverification()` in the browser understands it.
app.delete(
  '/documents/:id',
  withCerbos(
    { action: 'delete', resource: namedDocument, onDenied: { notFoundUnless: 'view' } },
    (c, { resource }) => {
      deleteDocument(resource.id);
      return c.body(null, 204);
    },
  ),
);
