import { document, withCerbos } from '../../../../lib/authz';

export const GET = withCerbos({ action: 'view', resource: document }, () =>
  Response.json({ ran: true }, { headers: { 'Cache-Control': 'private, max-age=60' } }),
);

export const POST = withCerbos({ action: 'view', resource: document }, (request) =>
  // Its headers can't be changed.
  Response.redirect(new URL('/elsewhere', request.url)),
);
