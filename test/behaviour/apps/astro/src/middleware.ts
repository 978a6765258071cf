import { clerkMiddleware } from '@clerk/astro/server';
import { isDenied } from 'clerk-cerbos';
import type { APIContext, MiddlewareNext } from 'astro';
import { sequence } from 'astro/middleware';
import { cerbosMiddleware } from './lib/authz';

const watched = sequence(
  clerkMiddleware({ authorizedParties: ['http://localhost:3000'] }),
  cerbosMiddleware<APIContext>({
    onRefusal: (error, context) =>
      isDenied(error) && context.url.searchParams.has('rewrite')
        ? context.rewrite('/forbidden')
        : undefined,
  }),
  async ({ locals, url }, next) => {
    const id = url.searchParams.get('first');
    if (id !== null) {
      const { isAllowed } = await locals.cerbos();
      locals.allowedFirst = await isAllowed({ resource: { kind: 'document', id }, action: 'read' });
    }
    // A rewrite of the app's own.
    const to = url.searchParams.get('to');
    return to === null ? next() : next(to);
  },
);

export const onRequest = (context: APIContext, next: MiddlewareNext) =>
  context.url.pathname === '/unwatched' ? next() : watched(context, next);
