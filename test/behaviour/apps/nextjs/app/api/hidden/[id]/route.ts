import { document, withCerbos } from '../../../../lib/authz';

export const GET = withCerbos({ action: 'view', resource: document, onDenied: 'not-found' }, () =>
  Response.json({ ran: true }),
);

export const PATCH = withCerbos(
  {
    actions: ['view', 'edit'],
    resource: document,
    onDenied: (error) => (error.actions.includes('view') ? 'not-found' : undefined),
  },
  () => Response.json({ ran: true }),
);

export const DELETE = withCerbos(
  { action: 'delete', resource: document, onDenied: 'not-found' },
  () => Response.json({ ran: true }),
);
