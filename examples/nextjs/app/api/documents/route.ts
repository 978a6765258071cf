import { randomUUID } from 'node:crypto';
import { answer, toJson } from '@/lib/answer';
import { authorizer, withCerbos } from '@/lib/authz';
import { NewDocument } from '@/lib/bodies';
import { documentResource, newDocumentResource } from '@/lib/documentResource';
import { findCandidates, insertDocument } from '@/lib/documents';
import { readBody } from '@/lib/readBody';

export const GET = withCerbos(
  { action: 'list', resource: { kind: 'library', id: 'documents', attr: {} } },
  async (_request, _context, grant) => {
    const candidates = await findCandidates(grant.principal);
    if (candidates.length === 0) return answer(grant, { documents: [] });
    const decisions = await grant.authorizer.checkResources({
      resources: candidates.map((document) => ({
        resource: documentResource(document),
        actions: ['view'],
      })),
    });
    const documents = candidates.filter((_, index) => decisions[index]?.isAllowed('view'));
    return answer(grant, { documents: documents.map(toJson) });
  },
);

// The owner and the organization come from the session, never from the body.
export const POST = withCerbos(
  {
    action: 'create',
    resource: async () => newDocumentResource((await authorizer()).principal),
  },
  async (request, _context, grant) => {
    const body = await readBody(request, NewDocument);
    if ('refusal' in body) return body.refusal;
    // The app stores the values that the PDP decided about.
    const { ownerId, orgId } = grant.resource.attr;
    const document = await insertDocument({
      ...body.data,
      id: randomUUID(),
      ownerId,
      orgId,
      sharedWithUsers: [],
      sharedWithOrganizations: [],
    });
    return answer(grant, toJson(document), 201);
  },
);
