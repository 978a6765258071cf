import { withCerbos } from '../lib/authz';
import { byMethod } from '../lib/byMethod';

const ran = () => Response.json({ ran: true });

export const loader = withCerbos(
  { action: 'view', resource: { kind: 'folder', id: 'no loader for this kind' } },
  ran,
);

export const action = byMethod({
  POST: withCerbos(
    { action: 'view', resource: { kind: 'document', id: '1', attr: {}, scope: 'not a scope' } },
    ran,
  ),
  PUT: withCerbos(
    {
      action: 'view',
      // As a form without a checked value would have it.
      resource: () => ({ kind: 'document', id: '', attr: { secret: 'do not tell' } }),
    },
    ran,
  ),
});
