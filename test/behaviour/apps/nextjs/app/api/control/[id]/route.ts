import { notFound, redirect } from 'next/navigation';
import { document, withCerbos } from '../../../../lib/authz';

export const GET = withCerbos({ action: 'view', resource: document }, (request) => {
  const { searchParams } = new URL(request.url);
  if (searchParams.has('redirect')) redirect('/elsewhere');
  if (searchParams.has('missing')) notFound();
  throw new Error('a fault of the app');
});

export const POST = withCerbos(
  {
    action: 'view',
    resource: () => {
      throw new Error('a fault of the rule');
    },
  },
  () => Response.json({ ran: true }),
);
