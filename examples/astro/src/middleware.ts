import { clerkMiddleware } from '@clerk/astro/server';
import { isDenied } from 'clerk-cerbos';
import type { APIContext } from 'astro';
import { sequence } from 'astro:middleware';
import { cerbosMiddleware } from './lib/authz';

const { APP_ORIGIN } = process.env;

// Clerk's middleware only says who is calling. Each page, endpoint and action asks Cerbos itself what
// the caller may do. The second middleware answers their refusals.
export const onRequest = sequence(
  // Refuses session tokens that were made for another origin, such as a sibling subdomain.
  clerkMiddleware(APP_ORIGIN ? { authorizedParties: [APP_ORIGIN] } : {}),
  cerbosMiddleware<APIContext>({
    onRefusal: (error, context) =>
      isDenied(error) && error.code === 'denied' && !context.url.pathname.startsWith('/api/')
        ? context.rewrite('/forbidden')
        : undefined,
  }),
);
