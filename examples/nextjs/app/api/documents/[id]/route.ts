import { answer, gone, toJson } from '@/lib/answer';
import { withCerbos } from '@/lib/authz';
import { DocumentChanges } from '@/lib/bodies';
import { deleteDocument, updateDocument } from '@/lib/documents';
import { hideFromStrangers, namedDocument } from '@/lib/namedDocument';
import { readBody } from '@/lib/readBody';

// Whoever may not view a document is not told that it exists, so a denial looks like a 404.
export const GET = withCerbos(
  { action: 'view', resource: namedDocument, onDenied: 'not-found' },
  (_request, _context, grant) => answer(grant, toJson(grant.resource.value)),
);

// Strangers get the same 404 here. Whoever can see the document is told what they may not do to
// it: a 403, since there is nothing left to hide.
export const PATCH = withCerbos(
  { actions: ['view', 'edit'], resource: namedDocument, onDenied: hideFromStrangers },
  async (request, _context, grant) => {
    const body = await readBody(request, DocumentChanges);
    if ('refusal' in body) return body.refusal;
    const document = await updateDocument(grant.resource.id, body.data);
    return document === undefined ? gone() : answer(grant, toJson(document));
  },
);

// As for PATCH; and whoever may delete, but has not verified lately, gets Clerk's own answer to
// that, which `useReverification()` understands.
export const DELETE = withCerbos(
  { actions: ['view', 'delete'], resource: namedDocument, onDenied: hideFromStrangers },
  async (_request, _context, grant) => {
    await deleteDocument(grant.resource.id);
    return answer(grant, null, 204);
  },
);
