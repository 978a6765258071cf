import type { Attr, Kind } from '../../ask/types/Policies';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { GrantOf, Rule } from '../guard/Rule';

/**
 * The argument of every loader and action in React Router and Remix. In a test, make a new one for
 * each request, as they do: answers are remembered as long as `params` lives.
 */
export interface DataFunctionArgs {
  readonly request: Request;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly context?: unknown;
}

/**
 * The verbs for the caller of a request, and the guard for loaders and actions. `Refined` adds what
 * is special about the rules of a framework.
 */
export interface DataFunctionVerbs<
  Policies extends object,
  L,
  Refined = unknown,
> extends VerbsWithAuthorizer<Policies, [args: DataFunctionArgs], L> {
  /**
   * Answers the browser's questions: use it as the action of a resource route at `/api/cerbos`. It
   * answers for the session of the request only: with booleans, and reasons of the policy.
   */
  checkEndpoint: (args: DataFunctionArgs) => Promise<Response>;

  /**
   * Wraps a loader or an action. It runs only if the rule allows, and its second argument is the
   * grant. A refusal is thrown as a `Response`, for the route's error boundary or as the answer of
   * a resource route. There is one exception: a step-up demand in a request that changes something
   * is returned as the action's data, so that the page can verify the session and try again.
   *
   * @throws ConfigurationError for a rule that can never work.
   */
  withCerbos: <
    const K extends Kind<Policies>,
    Result,
    Args extends DataFunctionArgs = DataFunctionArgs,
    HandlerArgs extends DataFunctionArgs = Args,
    const A extends Attr<Policies, K> = never,
  >(
    rule: Rule<Policies, K, [args: Args], Response, A> & Refined,
    loaderOrAction: (args: HandlerArgs, grant: GrantOf<Policies, L, K, A>) => Result,
  ) => (args: Args & HandlerArgs) => Promise<Awaited<Result>>;
}
