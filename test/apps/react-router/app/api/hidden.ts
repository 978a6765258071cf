import { document, withCerbos } from '../lib/authz';
import { byMethod } from '../lib/byMethod';

const ran = () => Response.json({ ran: true });

export const loader = withCerbos(
  { action: 'view', resource: document, onDenied: 'not-found' },
  ran,
);

export const action = byMethod({
  PATCH: withCerbos(
    {
      actions: ['view', 'edit'],
      resource: document,
      onDenied: (error) => (error.actions.includes('view') ? 'not-found' : undefined),
    },
    ran,
  ),
  DELETE: withCerbos({ action: 'delete', resource: document, onDenied: 'not-found' }, ran),
});
