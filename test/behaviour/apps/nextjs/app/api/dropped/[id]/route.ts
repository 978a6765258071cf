import { redirect } from 'next/navigation';
import { authorize, document, withCerbos } from '../../../../lib/authz';

// The mistake: nothing waits for what authorize says.
export const GET = withCerbos(
  { action: 'view', resource: document },
  (_request, _context, grant) => {
    const { kind, id } = grant.resource;
    void grant.authorizer.authorize({ resource: { kind, id }, action: 'edit' });
    return Response.json({ ran: true });
  },
);

export const POST = withCerbos({ action: 'view', resource: document }, () => {
  void authorize({ resource: { kind: 'document', id: 'acme' }, action: 'edit' });
  redirect('/elsewhere');
});
