import { randomUUID } from 'node:crypto';
import { answer, toJson } from '@/lib/answer';
import { withCerbos } from '@/lib/authz';
import { insertDocument, listDocuments } from '@/lib/documents';
import { ListQuery, NewDocument } from '@/lib/inputs';
import { newDocument } from '@/lib/newDocument';
import { readBody, readQuery } from '@/lib/readInput';

export const GET = withCerbos(
  { action: 'list', resource: { kind: 'library', id: 'documents', attr: {} } },
  async (request, _context, grant) => {
    const query = readQuery(request, ListQuery);
    if ('refusal' in query) return query.refusal;
    const { page } = query.data;
    const plan = await grant.authorizer.planResources({
      resource: { kind: 'document' },
      action: 'view',
    });
    const { documents, total } = await listDocuments(plan, page);
    return answer(grant, { documents: documents.map(toJson), page, total });
  },
);

// The owner and the organization come from the session, never from the body.
export const POST = withCerbos(
  { action: 'create', newResource: newDocument },
  async (request, _context, grant) => {
    const body = await readBody(request, NewDocument);
    if ('refusal' in body) return body.refusal;
    // The app stores the values that the PDP decided about.
    const document = { id: randomUUID(), ...body.data, ...grant.resource.attr };
    await insertDocument(document);
    return answer(grant, toJson(document), 201);
  },
);
