import { clerkMiddleware } from '@clerk/tanstack-react-start/server';
import { createStart } from '@tanstack/react-start';

// It only says who is calling. Each server function and each server route asks Cerbos itself what
// the caller may do.
export const startInstance = createStart(() => ({
  requestMiddleware: [
    // Refuses session tokens that were made for another origin, such as a sibling subdomain.
    clerkMiddleware(() => {
      const { APP_ORIGIN } = process.env;
      return APP_ORIGIN ? { authorizedParties: [APP_ORIGIN] } : {};
    }),
  ],
}));
