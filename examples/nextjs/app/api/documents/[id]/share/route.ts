import { answer, gone, toJson } from '@/lib/answer';
import { withCerbos } from '@/lib/authz';
import { ShareWith } from '@/lib/inputs';
import { shareDocument } from '@/lib/documents';
import { namedDocument } from '@/lib/namedDocument';
import { readBody } from '@/lib/readInput';

// Strangers get a 404. A caller who may view the document, but not share it, gets a 403.
export const POST = withCerbos(
  { action: 'share', resource: namedDocument, onDenied: { notFoundUnless: 'view' } },
  async (request, _context, grant) => {
    const body = await readBody(request, ShareWith);
    if ('refusal' in body) return body.refusal;
    const { id } = grant.resource;
    const document =
      'userId' in body.data
        ? await shareDocument(id, 'sharedWithUsers', body.data.userId)
        : await shareDocument(id, 'sharedWithOrganizations', body.data.organizationId);
    return document === undefined ? gone() : answer(grant, toJson(document));
  },
);
