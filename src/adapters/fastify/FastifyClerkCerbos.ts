import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HookHandlerDoneFunction,
  RouteGenericInterface,
} from 'fastify';
import type { Loaders } from '../../ask/types/Loader';
import type { Attr, Kind, RegisteredPolicies } from '../../ask/types/Policies';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { GrantFor } from '../../bridge/guard/GrantFor';
import type { Grant, GrantOf, Rule } from '../../bridge/guard/Rule';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * The grant of `withCerbos(rule)`, in the handlers of the routes that it guards. A wrapped
     * handler gets its grant as an argument, with the types of its rule.
     */
    cerbos: Grant;
  }
}

/** The verbs for the caller of a request, and the guard for its handlers. */
export interface FastifyClerkCerbos<
  Policies extends object = RegisteredPolicies,
  L = Loaders<Policies>,
> extends VerbsWithAuthorizer<Policies, [request: FastifyRequest], L> {
  /**
   * Answers the browser's questions: use it as the handler of `POST /api/cerbos`. It answers
   * for the session of the request only: with booleans, and reasons of the policy.
   */
  checkEndpoint: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
  withCerbos: WithCerbos<Policies, L>;

  /**
   * Asks a rule for the caller of a request, and returns the grant. It is `withCerbos` for handlers
   * of another form, such as guards of NestJS. Await it before you do the work.
   *
   * @throws DeniedError if the rule denies; RejectedError `other_origin` for a write that a page of
   * another origin sends with the user's cookies; UnavailableError, RejectedError,
   * ConfigurationError.
   */
  grantFor: GrantFor<Policies, L, [request: FastifyRequest]>;
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

/** Guards a route with a rule. The rule's functions get the same arguments as the handler. */
export interface WithCerbos<Policies extends object, L> {
  /**
   * As a `preHandler`: the handler runs only if the rule allows, and reads the grant from
   * `request.cerbos`. Errors that it throws go to the `errorHandler` of this entry. It also works as
   * `preValidation` and `onRequest`, if Clerk's plugin is registered with `hookName: 'onRequest'`.
   *
   * @throws ConfigurationError for a rule that can never work.
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
   * Wraps a handler: it runs only if the rule allows, and its last argument is the grant. If it
   * throws an error of this package, the client gets the same answer as for a refusal of the rule.
   *
   * @throws ConfigurationError for a rule that can never work.
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
