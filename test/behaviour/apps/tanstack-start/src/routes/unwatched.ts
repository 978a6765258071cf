import { createFileRoute } from '@tanstack/react-router';
import { withCerbos } from '../lib/authz.server';

export const Route = createFileRoute('/unwatched')({
  server: {
    handlers: {
      GET: withCerbos({ action: 'view', resource: { kind: 'document', id: 'acme' } }, () =>
        Response.json({ ran: true }),
      ),
    },
  },
});
