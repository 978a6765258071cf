import type { Attr, Kind } from '../../ask/types/Policies';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { GrantOf, Rule } from '../guard/Rule';

/**
 * What React Router and Remix give every loader and action. A test that makes it by hand makes it
 * anew for each request, as they do: what is known of a request is kept as long as its `params`.
 */
export interface DataFunctionArgs {
  readonly request: Request;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly context?: unknown;
}

/**
 * The verbs for whoever makes a request, and the guard for loaders and actions. `Refined` is what
 * a framework says of its rules beside what all of them are.
 */
export interface DataFunctionVerbs<
  Policies extends object,
  L,
  Refined = unknown,
> extends VerbsWithAuthorizer<Policies, [args: DataFunctionArgs]> {
  /**
   * What the browser asks: the action of a resource route at `/api/cerbos`. It answers
   * for the session of the request alone, with booleans.
   */
  checkEndpoint: (args: DataFunctionArgs) => Promise<Response>;

  /**
   * Wraps a loader or an action: it runs only if the rule allows, and is given the grant. A
   * refusal is thrown as a `Response`, for the route's error boundary, or as the answer of a
   * resource route. Only a demand to verify again is returned where something is to be changed,
   * so that the page can do so: it is the action's data then.
   *
   * @throws ConfigurationError for a rule that could never be asked.
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
