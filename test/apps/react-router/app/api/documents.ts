import { document, withCerbos } from '../lib/authz';
import { byMethod } from '../lib/byMethod';

export const loader = withCerbos({ action: 'view', resource: document }, (_args, grant) =>
  Response.json({
    principal: grant.principal.id,
    roles: grant.principal.roles,
    userId: grant.auth.userId,
    allowed: grant.decision.allowedActions(),
    ownerId: grant.resource.value.ownerId,
  }),
);

const ran = () => Response.json({ ran: true });

export const action = byMethod({
  PATCH: withCerbos({ actions: ['view', 'edit'], resource: document }, ran),
  DELETE: withCerbos({ action: 'delete', resource: document }, ran),
  POST: withCerbos({ action: 'export', resource: document }, ran),
});
