import { ConfigurationError } from '../base/errors';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { AcceptsToken } from './guard/Rule';

/**
 * What the bridge needs to know of a framework. `Call` is what a verb is given to say whose request
 * it is: Express' `req`, Hono's `c`, the `args` of a loader.
 */
export interface Framework<Req extends object> {
  /** Asks Clerk's SDK who makes a call. */
  readonly auth: (call: Req, acceptsToken?: AcceptsToken) => Promise<ClerkAuth>;
  /**
   * What lives as long as the request, and is nobody else's: what is asked with one key is asked
   * once. Default: the call itself.
   */
  readonly requestKey?: (call: Req) => object;
}

/** How one of Clerk's SDKs says that its middleware did not run. */
export interface MissingMiddleware {
  /** A part of its message that no other error of it has. */
  readonly says: string;
  /** What the app must write. */
  readonly write: string;
}

/**
 * Asks Clerk's SDK who is calling.
 *
 * @param getAuth - the SDK's own function.
 * @param request - what it takes of the request in this framework, if anything.
 * @throws ConfigurationError `missing_middleware` where Clerk's middleware did not run; whatever
 * else the SDK throws.
 */
export async function readClerkAuth(
  getAuth: CallableFunction,
  request: readonly object[],
  acceptsToken: AcceptsToken | undefined,
  missing: MissingMiddleware,
): Promise<ClerkAuth> {
  const options = acceptsToken === undefined ? [] : [{ acceptsToken }];
  try {
    // Each of its overloads takes one of the forms of `acceptsToken`, and returns an auth object.
    return (await Reflect.apply(getAuth, undefined, [...request, ...options])) as ClerkAuth;
  } catch (error) {
    // Next.js marks its own control flow with a digest.
    const isOfClerk = error instanceof Error && !('digest' in error);
    if (!isOfClerk || !error.message.includes(missing.says)) throw error;
    throw new ConfigurationError({
      code: 'missing_middleware',
      message: `Clerk's middleware does not run for this route. ${missing.write}`,
      cause: error,
    });
  }
}
