import { withCerbos } from '../lib/authz';

export const loader = withCerbos(
  { action: 'view', resource: { kind: 'document', id: 'acme' } },
  () => Response.json({ ran: true }),
);
