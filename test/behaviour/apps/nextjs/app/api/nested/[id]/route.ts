import { document, withCerbos } from '../../../../lib/authz';

export const GET = withCerbos(
  { action: 'view', resource: document },
  async (_request, _context, grant) => {
    const { kind, id } = grant.resource;
    await grant.authorizer.authorize({ resource: { kind, id }, action: 'edit' });
    return Response.json({ ran: true });
  },
);
