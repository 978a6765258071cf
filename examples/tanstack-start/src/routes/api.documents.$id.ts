import { createFileRoute } from '@tanstack/react-router';
import type { ServerRouteArgs } from 'clerk-cerbos/tanstack-start';
import { withCerbos } from '../lib/authz.server';
import { deleteDocument, updateDocument } from '../lib/documents.server';
import { DocumentChanges } from '../lib/inputs';

const named = ({ params }: ServerRouteArgs<{ id: string }>) =>
  ({ kind: 'document', id: params.id }) as const;

/** The same documents for other clients. Refusals are `application/problem+json`. */
export const Route = createFileRoute('/api/documents/$id')({
  server: {
    handlers: {
      GET: withCerbos(
        { action: 'view', resource: named, onDenied: 'not-found' },
        (_args, { resource: { value } }) => {
          const { id, title, body, ownerId, orgId } = value;
          return Response.json({ id, title, body, ownerId, orgId });
        },
      ),
      PATCH: withCerbos(
        { action: 'edit', resource: named, onDenied: { notFoundUnless: 'view' } },
        async ({ request }, { resource }) => {
          const changes = DocumentChanges.safeParse(await request.json().catch(() => undefined));
          if (!changes.success) return Response.json({ title: 'Bad Request' }, { status: 400 });
          updateDocument(resource.id, changes.data);
          return Response.json(changes.data);
        },
      ),
      DELETE: withCerbos(
        { action: 'delete', resource: named, onDenied: { notFoundUnless: 'view' } },
        (_args, { resource }) => {
          deleteDocument(resource.id);
          return new Response(null, { status: 204 });
        },
      ),
    },
  },
});
