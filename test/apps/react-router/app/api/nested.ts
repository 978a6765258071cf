import { document, withCerbos } from '../lib/authz';

export const loader = withCerbos(
  { action: 'view', resource: document },
  async (_args, { authorizer, resource: { kind, id } }) => {
    await authorizer.authorize({ resource: { kind, id }, action: 'edit' });
    return Response.json({ ran: true });
  },
);
