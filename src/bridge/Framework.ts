import { ConfigurationError } from '../base/errors';
import type { StopSignal } from '../base/withDeadline';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { AcceptsToken } from './guard/Rule';
import { outdated, refuseOldSdk } from './refuseOldSdk';
import type { RequestHead } from './RequestHead';

/** The options for Clerk's SDK. Without them, only active sessions count as signed in. */
export interface AuthOptions {
  readonly acceptsToken?: AcceptsToken;
  readonly treatPendingAsSignedOut?: false;
}

/**
 * What the bridge needs to know about a framework. `Req` is the argument of a verb that tells which
 * request it is for: Express' `req`, Hono's `c`, the `args` of a loader.
 */
export interface Framework<Req extends object> {
  /** The name of that argument, for the message of a call without it. Default `req`. */
  readonly requestName?: string;
  /** Asks Clerk's SDK who makes a request. */
  readonly auth: (req: Req, options: AuthOptions) => Promise<ClerkAuth>;
  /**
   * An object that lives as long as the request and belongs to it alone. Questions with the same
   * key share their answers. Default: `req` itself. It may differ from the key for Clerk's answer
   * (`readAuthOnce`): an action and the loaders after it have the same caller, but must not share
   * answers.
   */
  readonly requestKey?: (req: Req) => object;
  /**
   * The object by which the guard of a request sees whether its `authorize` calls are awaited.
   * Default: `req` itself. Set it if a handler and the code that it calls get different objects for
   * one request.
   */
  readonly watchKey?: (req: Req) => object;
  /**
   * Rejects if this is not the current request, if the framework can tell. An authorizer that an
   * app stores must not answer in another request.
   *
   * @throws ConfigurationError `invalid_configuration`; what the framework throws.
   */
  readonly assertCurrent?: (req: Req) => Promise<void>;
  /**
   * The method and headers of a request, for the check of its origin. `undefined` if no browser
   * sent it.
   */
  readonly head: (req: Req) => RequestHead | undefined;
  /**
   * Aborted when the client disconnects. Guards and the check endpoint then stop. Verbs go on,
   * because a handler may work after its client has gone.
   *
   * @param args - the arguments that the framework passed to the handler.
   */
  readonly signal?: (req: Req, args: readonly unknown[]) => StopSignal | undefined;
}

/**
 * Loads Clerk's SDK on first use: an app that only imports an entry does not need it. `import()` of
 * a module that is loaded still takes Node.js longer than most parts of a question.
 */
export function loadOnce<Sdk>(load: () => Promise<Sdk>): () => Promise<Sdk> {
  let loading: Promise<Sdk> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

/**
 * Asks Clerk's SDK who is calling.
 *
 * @param getAuth - the SDK's own function.
 * @param request - the arguments of that function in this framework.
 * @param needs - the SDK, with the oldest version that this package can use.
 * @param missing - how to recognize that Clerk's middleware did not run: a part of the SDK's
 * message that no other error contains, what to write, and optionally the reason.
 * @throws ConfigurationError `missing_middleware` if Clerk's middleware did not run, and
 * `outdated_sdk`; any other error of the SDK.
 */
export async function readClerkAuth(
  getAuth: CallableFunction | undefined,
  request: readonly object[],
  options: AuthOptions,
  needs: string,
  missing: { readonly says: string; readonly write: string; readonly why?: string },
): Promise<ClerkAuth> {
  if (typeof getAuth !== 'function') throw outdated('it lacks the function that is needed', needs);
  const given = Object.keys(options).length === 0 ? request : [...request, options];
  try {
    // Each overload takes one form of `acceptsToken` and returns an auth object.
    const auth = (await Reflect.apply(getAuth, undefined, given)) as ClerkAuth;
    refuseOldSdk(auth, options.acceptsToken, needs);
    return auth;
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
