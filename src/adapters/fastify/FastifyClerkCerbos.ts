import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HookHandlerDoneFunction,
  RouteGenericInterface,
} from 'fastify';
import type { Attr, Kind } from '../../ask/types/Policies';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { Grant, GrantOf, Rule } from '../../bridge/guard/Rule';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * What `withCerbos(rule)` granted, in the handlers of the routes that it guards. A handler that
     * is wrapped gets its grant with the types of its rule.
     */
    cerbos: Grant;
  }
}

/** The verbs for whoever makes a request, and the guard for its handlers. */
export interface FastifyClerkCerbos<Policies extends object, L> extends VerbsWithAuthorizer<
  Policies,
  [request: FastifyRequest]
> {
  /**
   * What the browser asks: the handler of `POST /api/cerbos`. It answers for the session
   * of the request alone, with booleans.
   */
  checkEndpoint: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
  withCerbos: WithCerbos<Policies, L>;
}

type RouteRule<
  Policies extends object,
  K extends Kind<Policies>,
  Route extends RouteGenericInterface,
  A extends Attr<Policies, K>,
> = Rule<
  Policies,
  K,
  [request: FastifyRequest<Route>, reply: FastifyReply<Route>],
  FastifyReply<Route>,
  A
>;

/** Guards a route with a rule, which is given what Fastify gives the handler. */
export interface WithCerbos<Policies extends object, L> {
  /**
   * As a `preHandler`: the handler runs only if the rule allows, and finds the grant at
   * `request.cerbos`. What it throws afterwards is for the `errorHandler` of this entry.
   *
   * @throws ConfigurationError for a rule that could never be asked.
   */
  <
    const K extends Kind<Policies>,
    Route extends RouteGenericInterface = RouteGenericInterface,
    const A extends Attr<Policies, K> = never,
  >(
    rule: RouteRule<Policies, K, Route, A>,
  ): (
    request: FastifyRequest<Route>,
    reply: FastifyReply<Route>,
    done: HookHandlerDoneFunction,
  ) => void;

  /**
   * Wraps a handler: it runs only if the rule allows, and is given the grant. What it throws of
   * ours is answered like a refusal of the rule.
   *
   * @throws ConfigurationError for a rule that could never be asked.
   */
  <
    const K extends Kind<Policies>,
    Route extends RouteGenericInterface = RouteGenericInterface,
    const A extends Attr<Policies, K> = never,
  >(
    rule: RouteRule<Policies, K, Route, A>,
    handler: (
      this: FastifyInstance,
      request: FastifyRequest<Route>,
      reply: FastifyReply<Route>,
      grant: GrantOf<Policies, L, K, A>,
    ) => unknown,
  ): (
    this: FastifyInstance,
    request: FastifyRequest<Route>,
    reply: FastifyReply<Route>,
  ) => Promise<unknown>;
}
