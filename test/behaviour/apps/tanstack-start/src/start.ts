import { clerkMiddleware } from '@clerk/tanstack-react-start/server';
import { createMiddleware, createStart } from '@tanstack/react-start';

const clerk = clerkMiddleware({ authorizedParties: ['http://localhost:3000'] });

/** Clerk's middleware, except where the suite shows what is said without it. */
const watched = createMiddleware().server((args) =>
  args.pathname === '/unwatched' ? args.next() : (clerk.options.server?.(args) ?? args.next()),
);

export const startInstance = createStart(() => ({ requestMiddleware: [watched] }));
