import { clerkMiddleware } from '@clerk/nextjs/server';

export default clerkMiddleware({ authorizedParties: ['http://localhost:3000'] });

// One route stands outside, to show what is said then.
export const config = { matcher: ['/((?!unwatched).*)'] };
