import { type ClerkMiddlewareOptions, clerkMiddleware } from '@clerk/nextjs/server';

const { APP_ORIGIN, CLERK_JWT_KEY } = process.env;

const options: ClerkMiddlewareOptions = {
  // Refuses session tokens that were made for another origin, such as a sibling subdomain.
  ...(APP_ORIGIN ? { authorizedParties: [APP_ORIGIN] } : {}),
  // Without the key, Clerk's SDK fetches it once from Clerk.
  ...(CLERK_JWT_KEY ? { jwtKey: CLERK_JWT_KEY } : {}),
};

// It only says who is calling. Each page and each handler asks Cerbos itself what the caller may do,
// because a client can ask for a page without its layout.
export default clerkMiddleware(options);

export const config = {
  // All paths except Next.js' own files, static files, and Clerk's API on this origin.
  matcher: ['/((?!_next|__clerk|.*\\..*).*)', '/api/(.*)'],
};
