import type { Loaders } from '../../ask/types/Loader';
import type { Attr, Kind, RegisteredPolicies } from '../../ask/types/Policies';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import type { AuthOptions } from '../../bridge/Framework';
import type { GrantFor } from '../../bridge/guard/GrantFor';
import type { GrantOf, Rule } from '../../bridge/guard/Rule';
import type { ClerkAuth } from '../../identify/ClerkAuth';

/**
 * Asks Clerk who makes a request. Called once per request and options.
 *
 * `options` say which types of token are accepted (default: session tokens), and whether pending
 * sessions are. Pass them on to Clerk's SDK if your rules use `acceptsToken`.
 */
export interface WebAuth {
  (request: Request, options: AuthOptions): ClerkAuth | null | Promise<ClerkAuth | null>;
  /** Adds headers that Clerk has for the browser, such as a renewed cookie, to a response. */
  readonly addHeaders?: (request: Request, response: Response) => Response;
}

/** The options of `createClerkCerbos` in a framework with `Request` and `Response`. */
export interface WebClerkCerbosOptions<
  Policies extends object,
  L = Loaders<Policies>,
> extends ClerkCerbosOptions<Policies, L> {
  /**
   * Asks Clerk who makes a request: `fromClerkBackend({ secretKey, publishableKey })`, or a function
   * that calls the Clerk SDK of your framework.
   */
  readonly auth: WebAuth;
}

/** The arguments after the request. A handler that takes no context may be called without one. */
type ContextArgs<Context> = undefined extends Context ? [context?: Context] : [context: Context];

/** The verbs for the caller of a request, and the guard for handlers. */
export interface WebClerkCerbos<
  Policies extends object = RegisteredPolicies,
  L = Loaders<Policies>,
> extends VerbsWithAuthorizer<Policies, [request: Request], L> {
  /**
   * Answers the browser's questions: use it as the handler of `POST /api/cerbos`. It answers for
   * the session of the request only: with booleans, and reasons of the policy.
   */
  checkEndpoint: (request: Request) => Promise<Response>;

  /**
   * Asks a rule for the caller of a request, and returns the grant. It is `withCerbos` for handlers
   * of another form, such as procedures of tRPC and resolvers of GraphQL. Await it before you do the work.
   *
   * @throws DeniedError if the rule denies; RejectedError `other_origin` for a write that a page of
   * another origin sends with the user's cookies; UnavailableError, RejectedError,
   * ConfigurationError.
   */
  grantFor: GrantFor<Policies, L, [request: Request]>;

  /**
   * Wraps a handler: it runs only if the rule allows, and its last argument is the grant. The
   * second argument is what your framework or runtime passes beside the request, such as the
   * parameters of the route.
   *
   * @throws ConfigurationError for a rule that can never work.
   */
  withCerbos: <
    const K extends Kind<Policies>,
    Req extends Request = Request,
    Context = unknown,
    const A extends Attr<Policies, K> = never,
  >(
    rule: Rule<Policies, K, [request: Req, context: Context], Response, A>,
    handler: (
      request: Req,
      context: Context,
      grant: GrantOf<Policies, L, K, A>,
    ) => Response | Promise<Response>,
  ) => (request: Req, ...context: ContextArgs<Context>) => Promise<Response>;
}
