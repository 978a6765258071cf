import type { AcceptsToken } from '../../answer/Rule';
import { ConfigurationError } from '../../errors';
import type { ClerkAuth } from '../../identify/ClerkAuth';

/**
 * The auth object of the request that is being handled.
 *
 * @throws ConfigurationError `missing_middleware` where Clerk's middleware does not run.
 * @see https://clerk.com/docs/reference/nextjs/app-router/auth
 */
export async function currentAuth(acceptsToken?: AcceptsToken): Promise<ClerkAuth> {
  // Node can't load this module without a bundler, and tests of an app that never ask need not.
  const { auth } = await import('@clerk/nextjs/server');
  try {
    // Each of Clerk's overloads takes one of the forms that this takes all of.
    const ask = auth as (options?: { acceptsToken: AcceptsToken }) => Promise<ClerkAuth>;
    return await (acceptsToken === undefined ? ask() : ask({ acceptsToken }));
  } catch (error) {
    if (!isMissingMiddleware(error)) throw error;
    throw new ConfigurationError({
      code: 'missing_middleware',
      message:
        "Clerk's middleware does not run for this route. Export clerkMiddleware() from proxy.ts (middleware.ts before Next.js 16) with a matcher that covers it.",
      cause: error,
    });
  }
}

function isMissingMiddleware(error: unknown): boolean {
  // Next.js marks its own control flow with a digest.
  if (!(error instanceof Error) || 'digest' in error) return false;
  return error.message.includes("can't detect usage of clerkMiddleware()");
}
