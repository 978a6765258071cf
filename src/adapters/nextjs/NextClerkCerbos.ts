import type { ReactNode } from 'react';
import type { ActionRefusal, ReverificationDemand } from '../../answer/runReturningRefusals';
import type { Loaders } from '../../ask/types/Loader';
import type { Action, Attr, Kind, RegisteredPolicies } from '../../ask/types/Policies';
import type { ActionInput, ResourceInput } from '../../ask/types/Question';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { GrantOf, Rule } from '../../bridge/guard/Rule';

/** The second argument of a route handler. */
export interface RouteContext {
  readonly params: Promise<Record<string, string | string[] | undefined>>;
}

/** The props of `<Allowed>` on the server. */
export type AllowedProps<Policies extends object, K extends Kind<Policies>> = {
  readonly resource: ResourceInput<Policies, K>;
  readonly children?: ReactNode;
  /** Shown if the caller may not do the action. Default: nothing. */
  readonly fallback?: ReactNode;
} & ActionInput<Action<Policies, K>>;

/** The arguments of a guarded action. The rule or the action may omit the last ones. */
type ActionArgs<RuleArgs extends readonly unknown[], Args extends readonly unknown[]> = ((
  ...args: RuleArgs
) => void) extends (...args: Args) => void
  ? Args
  : ((...args: Args) => void) extends (...args: RuleArgs) => void
    ? RuleArgs
    : never;

/** A compile error for a rule that reads other arguments than its action. */
type Fits<RuleArgs extends readonly unknown[], Args extends readonly unknown[]> = [
  ActionArgs<RuleArgs, Args>,
] extends [never]
  ? { readonly 'the rule reads other arguments than the action takes': RuleArgs }
  : unknown;

/** The verbs for the caller of the current request, and the guards of the App Router. */
export interface NextClerkCerbos<
  Policies extends object = RegisteredPolicies,
  L = Loaders<Policies>,
> extends VerbsWithAuthorizer<Policies, [], L> {
  /**
   * Wraps a route handler: it runs only if the rule allows, and its last argument is the grant.
   *
   * @throws ConfigurationError for a rule that can never work.
   */
  withCerbos: <
    const K extends Kind<Policies>,
    Req extends Request = Request,
    Context = RouteContext,
    const A extends Attr<Policies, K> = never,
  >(
    rule: Rule<Policies, K, [request: Req, context: Context], Response, A>,
    handler: (
      request: Req,
      context: Context,
      grant: GrantOf<Policies, L, K, A>,
    ) => Response | Promise<Response>,
  ) => (request: Req, context: Context) => Promise<Response>;

  /**
   * Answers the browser's questions: write `export { checkEndpoint as POST }` in
   * `app/api/cerbos/route.ts`. It answers for the session of the request only: with booleans,
   * and reasons of the policy.
   */
  checkEndpoint: (request: Request) => Promise<Response>;

  /**
   * Wraps a server action: it runs only if the rule allows. Its first argument is the grant,
   * because the browser chooses the number and the values of the others.
   *
   * In the action, use `grant.resource.id`. Never read the id from the arguments again: the browser
   * chooses how they are decoded. If the rule is a function of the arguments, values that can be
   * read only once (iterators, streams, promises) are refused. So is a form field with several
   * values, unless the rule reads it with `getAll`.
   *
   * A page of another origin can't call the action: Next.js compares the origin with the host, and
   * the rule checks the origin as in a route handler.
   *
   * The action returns a denial, so that its caller can show it. A step-up demand is returned in
   * the form that `useReverification()` looks for.
   *
   * @param action - an `async` function; Next.js 15 does not build others.
   * @throws ConfigurationError for a rule that can never work. The action throws UnavailableError
   * and RejectedError, for the error boundary.
   */
  withCerbosAction: <
    const K extends Kind<Policies>,
    Result,
    RuleArgs extends readonly unknown[] = [],
    Args extends readonly unknown[] = RuleArgs,
    Refused = never,
    const A extends Attr<Policies, K> = never,
  >(
    rule: Rule<Policies, K, RuleArgs, Refused, A> & Fits<RuleArgs, Args>,
    action: (grant: GrantOf<Policies, L, K, A>, ...args: Args) => Result,
  ) => (
    ...args: ActionArgs<RuleArgs, Args>
  ) => Promise<Awaited<Result> | Refused | ActionRefusal | ReverificationDemand>;

  /**
   * Shows its children if the caller may do the action. It only hides a part of a page: each action
   * and each handler needs its own rule.
   *
   * @throws UnavailableError, RejectedError, ConfigurationError, for the error boundary.
   */
  Allowed: <const K extends Kind<Policies>>(props: AllowedProps<Policies, K>) => Promise<ReactNode>;
}
