import { document, withCerbos } from '../lib/authz';

export const loader = withCerbos({ action: 'read', resource: document }, (_args, grant) =>
  Response.json({ principal: grant.principal.id, roles: grant.principal.roles }),
);
