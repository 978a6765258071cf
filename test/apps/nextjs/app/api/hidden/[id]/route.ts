import { document, withCerbos } from '../../../../lib/authz';

export const GET = withCerbos({ action: 'view', resource: document, onDenied: 'not-found' }, () =>
  Response.json({ ran: true }),
);

export const DELETE = withCerbos(
  { action: 'delete', resource: document, onDenied: 'not-found' },
  () => Response.json({ ran: true }),
);
