import { document, withCerbos } from '../../../../lib/authz';

export const GET = withCerbos({ action: 'view', resource: document }, (_request, _context, grant) =>
  Response.json({
    principal: grant.principal.id,
    roles: grant.principal.roles,
    userId: grant.auth.userId,
    allowed: grant.decision.allowedActions(),
    ownerId: grant.resource.value.ownerId,
  }),
);

export const PATCH = withCerbos({ actions: ['view', 'edit'], resource: document }, () =>
  Response.json({ ran: true }),
);

export const DELETE = withCerbos({ action: 'delete', resource: document }, () =>
  Response.json({ ran: true }),
);

export const POST = withCerbos({ action: 'export', resource: document }, () =>
  Response.json({ ran: true }),
);
