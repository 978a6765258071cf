import { document, withCerbos } from '../../../../lib/authz';

export const GET = withCerbos(
  {
    action: 'view',
    resource: document,
    onDenied: (error, request) =>
      new URL(request.url).searchParams.has('default')
        ? undefined
        : Response.json({ told: error.code }, { status: 418 }),
  },
  () => Response.json({ ran: true }),
);
