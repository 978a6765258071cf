import type { APIRoute } from 'astro';
import { withCerbos } from '../../../lib/authz';
import { deleteDocument } from '../../../lib/documents';

// An endpoint answers a refusal with application/problem+json.
export const GET: APIRoute = withCerbos(
  {
    action: 'view',
    resource: ({ params }) => ({ kind: 'document', id: params.id ?? '' }),
    onDenied: 'not-found',
  },
  (_context, { resource: { value } }) => {
    const { id, title, body, ownerId, orgId } = value;
    return Response.json({ id, title, body, ownerId, orgId });
  },
);

// A caller who may delete, but has not verified lately, gets Clerk's demand to verify again.
export const DELETE: APIRoute = withCerbos(
  {
    action: 'delete',
    resource: ({ params }) => ({ kind: 'document', id: params.id ?? '' }),
    onDenied: { notFoundUnless: 'view' },
  },
  (_context, { resource }) => {
    deleteDocument(resource.id);
    return new Response(null, { status: 204 });
  },
);
