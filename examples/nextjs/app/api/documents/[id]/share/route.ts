import { answer, gone, toJson } from '@/lib/answer';
import { withCerbos } from '@/lib/authz';
import { ShareWith } from '@/lib/bodies';
import { shareDocument } from '@/lib/documents';
import { hideFromStrangers, namedDocument } from '@/lib/namedDocument';
import { readBody } from '@/lib/readBody';

// A 404 for strangers, a 403 for those who can see the document but not share it.
export const POST = withCerbos(
  { actions: ['view', 'share'], resource: namedDocument, onDenied: hideFromStrangers },
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
