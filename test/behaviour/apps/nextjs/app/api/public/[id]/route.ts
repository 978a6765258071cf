import { document, withCerbos } from '../../../../lib/authz';

export const GET = withCerbos({ action: 'read', resource: document }, (_request, _context, grant) =>
  Response.json({ principal: grant.principal.id, roles: grant.principal.roles }),
);
