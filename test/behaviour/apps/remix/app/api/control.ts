import { json, redirect } from '@remix-run/node';
import { document } from '../../../guardedRoutes';
import { withCerbos } from '../lib/authz';

export const loader = withCerbos({ action: 'view', resource: document }, ({ request }) => {
  const { searchParams } = new URL(request.url);
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- as Remix has it
  if (searchParams.has('redirect')) throw redirect('/elsewhere');
  if (searchParams.has('return')) return redirect('/elsewhere');
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- as Remix has it
  if (searchParams.has('missing')) throw new Response('no such page', { status: 404 });
  if (searchParams.has('data')) return json({ ran: true }, { status: 202 });
  throw new Error('a fault of the app');
});

export const action = withCerbos(
  {
    action: 'view',
    resource: () => {
      throw new Error('a fault of the rule');
    },
  },
  () => Response.json({ ran: true }),
);
