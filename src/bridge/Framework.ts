import type { ClerkAuth } from '../identify/ClerkAuth';
import type { AcceptsToken } from './guard/Rule';

/**
 * What the bridge needs to know of a framework. `Call` is what a verb is given to say whose request
 * it is: Express' `req`, Hono's `c`, the `args` of a loader.
 */
export interface Framework<Call extends object> {
  /** Asks Clerk's SDK who makes a call. */
  readonly auth: (call: Call, acceptsToken?: AcceptsToken) => Promise<ClerkAuth>;
  /**
   * What lives as long as the request, and is nobody else's: what is asked with one key is asked
   * once. Default: the call itself.
   */
  readonly requestKey?: (call: Call) => object;
}
