import type { ActionRefusal, ReverificationDemand } from '../../answer/runReturningRefusals';
import type { Loaders } from '../../ask/types/Loader';
import type { Attr, Kind, RegisteredPolicies } from '../../ask/types/Policies';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { GrantOf, Rule } from '../../bridge/guard/Rule';

/**
 * The argument of a handler of a server route. TypeScript can't tell a guarded handler the
 * parameters of its route, so name them: `({ params }: ServerRouteArgs<{ id: string }>)`. The route
 * accepts no handler that names others.
 */
export interface ServerRouteArgs<
  Params extends object = Readonly<Record<string, string | undefined>>,
> {
  readonly request: Request;
  readonly params: Params;
  /** What the middleware of the app has added. */
  readonly context?: unknown;
}

/** The argument of a server function's handler. */
export interface ServerFnArgs {
  /** What the validator of the server function returned. */
  readonly data: unknown;
}

/** The verbs for the caller of the current request, and the guards of TanStack Start. */
export interface TanStackClerkCerbos<
  Policies extends object = RegisteredPolicies,
  L = Loaders<Policies>,
> extends VerbsWithAuthorizer<Policies, [], L> {
  /**
   * Wraps the handler of a server route: it runs only if the rule allows, and its last argument is
   * the grant. Refusals are responses.
   *
   * @throws ConfigurationError for a rule that can never work.
   */
  withCerbos: <
    const K extends Kind<Policies>,
    Args extends ServerRouteArgs<object> = ServerRouteArgs,
    HandlerArgs extends ServerRouteArgs<object> = Args,
    const A extends Attr<Policies, K> = never,
  >(
    rule: Rule<Policies, K, [args: Args], Response, A>,
    handler: (args: HandlerArgs, grant: GrantOf<Policies, L, K, A>) => Response | Promise<Response>,
  ) => (args: Args & HandlerArgs) => Promise<Response>;

  /**
   * Wraps the handler of a server function: it runs only if the rule allows, and its last argument
   * is the grant. The rule reads `data` as the validator returned it, and nothing else: the browser
   * can also send values for `context`. Data that can be read only once (iterators, streams,
   * promises) is refused. So is a form field with several values, unless the rule reads it with
   * `getAll`.
   *
   * A page of another origin can't call a server function whose method is `POST`.
   *
   * The server function returns a denial, so that its caller can show it. A step-up demand is
   * returned in the form that `useReverification()` looks for. For other refusals it throws an
   * `Error`, for the error component of the route. Its message is the status and the code, because
   * TanStack Start sends the messages of errors to the browser.
   *
   * @throws ConfigurationError for a rule that can never work.
   */
  withCerbosFn: <
    const K extends Kind<Policies>,
    Result,
    Args extends ServerFnArgs = ServerFnArgs,
    Refused = never,
    const A extends Attr<Policies, K> = never,
  >(
    rule: Rule<Policies, K, [input: { readonly data: Args['data'] }], Refused, A>,
    handler: (args: Args, grant: GrantOf<Policies, L, K, A>) => Result,
  ) => (args: Args) => Promise<Awaited<Result> | Refused | ActionRefusal | ReverificationDemand>;

  /**
   * Answers the browser's questions: use it as the `POST` handler of a server route at
   * `/api/cerbos`. It answers for the session of the request only: with booleans, and reasons of
   * the policy.
   */
  checkEndpoint: (args: Pick<ServerRouteArgs, 'request'>) => Promise<Response>;
}
