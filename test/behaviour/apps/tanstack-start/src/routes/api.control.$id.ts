import { createFileRoute, notFound, redirect } from '@tanstack/react-router';
import { document } from '../../../guardedRoutes';
import { withCerbos } from '../lib/authz.server';

export const Route = createFileRoute('/api/control/$id')({
  server: {
    handlers: {
      GET: withCerbos({ action: 'view', resource: document }, ({ request }) => {
        const { searchParams } = new URL(request.url);
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- as TanStack Router has it
        if (searchParams.has('redirect')) throw redirect({ href: '/elsewhere', statusCode: 302 });
        if (searchParams.has('return')) return redirect({ href: '/elsewhere', statusCode: 302 });
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- as TanStack Router has it
        if (searchParams.has('missing')) throw new Response('no such page', { status: 404 });
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- as TanStack Router has it
        if (searchParams.has('lost')) throw notFound();
        if (searchParams.has('data')) return Response.json({ ran: true }, { status: 202 });
        throw new Error('a fault of the app');
      }),
      POST: withCerbos(
        {
          action: 'view',
          resource: () => {
            throw new Error('a fault of the rule');
          },
        },
        () => Response.json({ ran: true }),
      ),
    },
  },
});
