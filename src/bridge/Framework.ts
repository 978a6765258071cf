import { ConfigurationError } from '../base/errors';
import type { StopSignal } from '../base/withDeadline';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { AcceptsToken } from './guard/Rule';
import type { RequestHead } from './RequestHead';

/**
 * What the bridge needs to know of a framework. `Req` is what a verb is given to say whose request
 * it is: Express' `req`, Hono's `c`, the `args` of a loader.
 */
export interface Framework<Req extends object> {
  /** Asks Clerk's SDK who makes a request. */
  readonly auth: (req: Req, acceptsToken?: AcceptsToken) => Promise<ClerkAuth>;
  /**
   * An object that lives as long as the request, and belongs to it alone: what is asked with one
   * key is asked once. Default: `req` itself. It may differ from the key by which an adapter
   * remembers what Clerk said (`readAuthOnce`): an action and the loaders after it have one caller,
   * but not one memory of answers.
   */
  readonly requestKey?: (req: Req) => object;
  /**
   * Rejects where this request is not the one that is being handled, if the framework can tell. An
   * authorizer that an app keeps must not answer for its caller in the request of another one.
   *
   * @throws ConfigurationError `invalid_configuration`; what the framework throws.
   */
  readonly assertCurrent?: (req: Req) => Promise<void>;
  /**
   * The method and the headers of a request: a guard refuses what another site's page had the
   * browser send. `undefined` where no browser sent it.
   */
  readonly head: (req: Req) => RequestHead | undefined;
  /**
   * Aborted when the client has hung up. Guards and the check endpoint stop then; verbs go on, since
   * a handler may do work after its client has gone.
   *
   * @param args - what the framework gave to the handler.
   */
  readonly signal?: (req: Req, args: readonly unknown[]) => StopSignal | undefined;
}

/**
 * Asks Clerk's SDK who is calling.
 *
 * @param getAuth - the SDK's own function.
 * @param request - what it takes of the request in this framework, if anything.
 * @param missing - how the SDK says that its middleware did not run: a part of its message that no
 * other error of it has, what the app must write, and, if it is another reason, why.
 * @throws ConfigurationError `missing_middleware` where Clerk's middleware did not run; whatever
 * else the SDK throws.
 */
export async function readClerkAuth(
  getAuth: CallableFunction,
  request: readonly object[],
  acceptsToken: AcceptsToken | undefined,
  missing: { readonly says: string; readonly write: string; readonly why?: string },
): Promise<ClerkAuth> {
  const options = acceptsToken === undefined ? [] : [{ acceptsToken }];
  try {
    // Each of its overloads takes one of the forms of `acceptsToken`, and returns an auth object.
    return (await Reflect.apply(getAuth, undefined, [...request, ...options])) as ClerkAuth;
  } catch (error) {
    // Next.js marks its own control flow with a digest.
    const isOfClerk = error instanceof Error && !('digest' in error);
    if (!isOfClerk || !error.message.includes(missing.says)) throw error;
    const { write, why = "Clerk's middleware does not run for this route." } = missing;
    throw new ConfigurationError({
      code: 'missing_middleware',
      message: `${why} ${write}`,
      cause: error,
    });
  }
}
