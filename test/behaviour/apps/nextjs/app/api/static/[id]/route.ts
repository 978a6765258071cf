import { document, withCerbos } from '../../../../lib/authz';

// A mistake: what is static is the same for everybody, and is made without a request.
export const dynamic = 'force-static';

export const GET = withCerbos({ action: 'view', resource: document }, () =>
  Response.json({ ran: true }),
);
