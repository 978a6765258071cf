import { type ClerkMiddlewareOptions, clerkMiddleware } from '@clerk/nextjs/server';

const { APP_ORIGIN, CLERK_JWT_KEY } = process.env;

const options: ClerkMiddlewareOptions = {
  // Refuses session tokens that were made for another origin, such as a sibling subdomain.
  ...(APP_ORIGIN ? { authorizedParties: [APP_ORIGIN] } : {}),
  // Without the key, Clerk's SDK fetches it once from Clerk.
  ...(CLERK_JWT_KEY ? { jwtKey: CLERK_JWT_KEY } : {}),
};

// It only says who is calling. What they may do, every page and handler asks for itself: a client
// can always ask for the one below without passing the one above.
export default clerkMiddleware(options);

export const config = {
  // All but Next.js' own files, static files, and Clerk's own API behind this origin.
  matcher: ['/((?!_next|__clerk|.*\\..*).*)', '/api/(.*)'],
};
