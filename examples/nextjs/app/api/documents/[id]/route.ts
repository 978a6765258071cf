import { answer, gone, toJson } from '@/lib/answer';
import { withCerbos } from '@/lib/authz';
import { DocumentChanges } from '@/lib/inputs';
import { deleteDocument, updateDocument } from '@/lib/documents';
import { namedDocument } from '@/lib/namedDocument';
import { readBody } from '@/lib/readInput';

// A caller who may not view a document does not learn that it exists: the denial is a 404.
export const GET = withCerbos(
  { action: 'view', resource: namedDocument, onDenied: 'not-found' },
  (_request, _context, grant) => answer(grant, toJson(grant.resource.value)),
);

// Strangers get a 404 here too. A caller who may view the document gets a 403.
export const PATCH = withCerbos(
  { action: 'edit', resource: namedDocument, onDenied: { notFoundUnless: 'view' } },
  async (request, _context, grant) => {
    const body = await readBody(request, DocumentChanges);
    if ('refusal' in body) return body.refusal;
    const document = await updateDocument(grant.resource.id, body.data);
    return document === undefined ? gone() : answer(grant, toJson(document));
  },
);

// As for PATCH. A caller who may delete, but has not verified lately, gets a 403 in Clerk's format,
// which `useReverification()` understands.
export const DELETE = withCerbos(
  { action: 'delete', resource: namedDocument, onDenied: { notFoundUnless: 'view' } },
  async (_request, _context, grant) => {
    await deleteDocument(grant.resource.id);
    return answer(grant, null, 204);
  },
);
