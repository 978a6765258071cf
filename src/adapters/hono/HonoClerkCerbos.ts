import type { Context, Env, Input, MiddlewareHandler } from 'hono';
import type { Attr, Kind } from '../../ask/types/Policies';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { GrantOf, Rule } from '../../bridge/guard/Rule';

/** The verbs for whoever makes a request, and the guard for its handlers. */
export interface HonoClerkCerbos<Policies extends object, L> extends VerbsWithAuthorizer<
  Policies,
  [c: Context]
> {
  /**
   * What the browser asks: the handler of `POST /api/cerbos`. It answers for the session
   * of the request alone, with booleans.
   */
  checkEndpoint: (c: Context) => Promise<Response>;
  withCerbos: WithCerbos<Policies, L>;
}

/** The environment of the handlers that follow. Of a rule that takes any, Hono knows that it is. */
type Granted<E extends Env, G> = (0 extends 1 & E ? unknown : E) & {
  Variables: { readonly cerbos: G };
};

/** Guards a route with a rule, which is given what Hono gives the handler. */
export interface WithCerbos<Policies extends object, L> {
  /**
   * As middleware: the handlers that follow run only if the rule allows, and find the grant at
   * `c.var.cerbos`. What they throw afterwards is for the `onError` of this entry.
   *
   * @throws ConfigurationError for a rule that could never be asked.
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
   * Wraps a handler: it runs only if the rule allows, and is given the grant. What it throws of
   * ours is answered like a refusal of the rule.
   *
   * @throws ConfigurationError for a rule that could never be asked.
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
