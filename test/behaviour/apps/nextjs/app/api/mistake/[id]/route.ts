import { withCerbos } from '../../../../lib/authz';

export const GET = withCerbos(
  { action: 'view', resource: { kind: 'folder', id: 'no loader for this kind' } },
  () => Response.json({ ran: true }),
);

export const POST = withCerbos(
  { action: 'view', resource: { kind: 'document', id: '1', attr: {}, scope: 'not a scope' } },
  () => Response.json({ ran: true }),
);

export const PUT = withCerbos(
  {
    action: 'view',
    // As a form without a checked value would have it.
    resource: () => ({ kind: 'document', id: '', attr: { secret: 'do not tell' } }),
  },
  () => Response.json({ ran: true }),
);
