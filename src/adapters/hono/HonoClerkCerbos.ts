import type { Context, Env, Input, MiddlewareHandler } from 'hono';
import type { Loaders } from '../../ask/types/Loader';
import type { Attr, Kind, RegisteredPolicies } from '../../ask/types/Policies';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { GrantOf, Rule } from '../../bridge/guard/Rule';

/** The verbs for the caller of a request, and the guard for its handlers. */
export interface HonoClerkCerbos<
  Policies extends object = RegisteredPolicies,
  L = Loaders<Policies>,
> extends VerbsWithAuthorizer<Policies, [c: Context], L> {
  /**
   * Answers the browser's questions: use it as the handler of `POST /api/cerbos`. It answers
   * for the session of the request only: with booleans, and reasons of the policy.
   */
  checkEndpoint: (c: Context) => Promise<Response>;
  withCerbos: WithCerbos<Policies, L>;
}

/**
 * The environment of the handlers after the guard. If the rule's environment is `any`, Hono knows
 * it.
 */
type Granted<E extends Env, G> = (0 extends 1 & E ? unknown : E) & {
  Variables: { readonly cerbos: G };
};

/** Guards a route with a rule. The rule's functions get the same arguments as the handler. */
export interface WithCerbos<Policies extends object, L> {
  /**
   * As middleware: the handlers after it run only if the rule allows, and read the grant from
   * `c.var.cerbos`. Errors that they throw go to the `onError` of this entry.
   *
   * @throws ConfigurationError for a rule that can never work.
   */
  <
    const K extends Kind<Policies>,
    E extends Env = Env,
    P extends string = string,
    I extends Input = Input,
    const A extends Attr<Policies, K> = never,
  >(
    rule: Rule<Policies, K, [c: Context<E, P, I>], Response, A>,
  ): MiddlewareHandler<Granted<E, GrantOf<Policies, L, K, A>>, P, I>;

  /**
   * Wraps a handler: it runs only if the rule allows, and its last argument is the grant. If it
   * throws an error of this package, the client gets the same answer as for a refusal of the rule.
   *
   * @throws ConfigurationError for a rule that can never work.
   */
  <
    const K extends Kind<Policies>,
    R extends Response,
    E extends Env = Env,
    P extends string = string,
    I extends Input = Input,
    const A extends Attr<Policies, K> = never,
  >(
    rule: Rule<Policies, K, [c: Context<E, P, I>], Response, A>,
    handler: (c: Context<E, P, I>, grant: GrantOf<Policies, L, K, A>) => R | Promise<R>,
  ): (c: Context<E, P, I>) => Promise<R>;
}
