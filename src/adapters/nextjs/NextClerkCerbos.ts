import type { ReactNode } from 'react';
import type { ActionRefusal, ReverificationDemand } from '../../answer/runReturningRefusals';
import type { Action, Attr, Kind } from '../../ask/types/Policies';
import type { ActionInput, ResourceInput } from '../../ask/types/Question';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { GrantOf, Rule } from '../../bridge/guard/Rule';

/** What Next.js gives a route handler beside the request. */
export interface RouteContext {
  readonly params: Promise<Record<string, string | string[] | undefined>>;
}

/** What is shown to those who may, and what to everybody else. */
export type AllowedProps<Policies extends object, K extends Kind<Policies>> = {
  readonly resource: ResourceInput<Policies, K>;
  readonly children?: ReactNode;
  /** What everybody else sees. Default: nothing. */
  readonly fallback?: ReactNode;
} & ActionInput<Action<Policies, K>>;

/** The arguments of a guarded action: the rule or the action may leave out the last ones. */
type ActionArgs<RuleArgs extends readonly unknown[], Args extends readonly unknown[]> = ((
  ...args: RuleArgs
) => void) extends (...args: Args) => void
  ? Args
  : ((...args: Args) => void) extends (...args: RuleArgs) => void
    ? RuleArgs
    : never;

/** Refuses, when it is written, a rule that reads other arguments than its action. */
type Fits<RuleArgs extends readonly unknown[], Args extends readonly unknown[]> = [
  ActionArgs<RuleArgs, Args>,
] extends [never]
  ? { readonly 'the rule reads other arguments than the action takes': RuleArgs }
  : unknown;

/** The verbs for whoever makes the current request, and the guards of the App Router. */
export interface NextClerkCerbos<Policies extends object, L> extends VerbsWithAuthorizer<
  Policies,
  []
> {
  /**
   * Wraps a route handler: it runs only if the rule allows, and is given the grant.
   *
   * @throws ConfigurationError for a rule that could never be asked.
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
   * What the browser asks: `export { checkEndpoint as POST }` from
   * `app/api/cerbos/route.ts`. It answers for the session of the request alone, with booleans.
   */
  checkEndpoint: (request: Request) => Promise<Response>;

  /**
   * Wraps a server action: it runs only if the rule allows, and is given the grant first, since
   * the browser chooses how many arguments follow, and what they are.
   *
   * What the rule decided on is `grant.resource`: use its `id`, and never read the id from the
   * arguments again. The browser chooses how they are decoded: arguments that read otherwise the
   * second time (iterators, streams, promises) are refused where the rule is a function of them,
   * and so is a field of a form with several values, unless the rule reads it with `getAll`.
   *
   * A page of another origin can't call it: Next.js compares the origin with the host, and the rule
   * checks it as it does for a route handler.
   *
   * A denial is returned, for the caller to show, and a demand to verify again in the form that
   * `useReverification()` looks for.
   *
   * @param action - what is guarded; an `async` function, or Next.js 15 does not build it.
   * @throws ConfigurationError for a rule that could never be asked. The action throws
   * UnavailableError and RejectedError, for the error boundary.
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
   * Shows its children to those who may. It hides a part of a page and protects nothing else:
   * each action and each handler has a rule of its own.
   *
   * @throws UnavailableError, RejectedError, ConfigurationError, for the error boundary.
   */
  Allowed: <const K extends Kind<Policies>>(props: AllowedProps<Policies, K>) => Promise<ReactNode>;
}
