import { withCerbos } from '../lib/authz';

export const GET = withCerbos({ action: 'view', resource: { kind: 'document', id: 'acme' } }, () =>
  Response.json({ ran: true }),
);
