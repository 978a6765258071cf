import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Loaders } from '../../ask/types/Loader';
import type { Attr, Kind, RegisteredPolicies } from '../../ask/types/Policies';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { GrantFor } from '../../bridge/guard/GrantFor';
import type { GrantOf, Rule } from '../../bridge/guard/Rule';

/** The verbs for the caller of a request, and the guard for its handlers. */
export interface ExpressClerkCerbos<
  Policies extends object = RegisteredPolicies,
  L = Loaders<Policies>,
> extends VerbsWithAuthorizer<Policies, [req: Request], L> {
  /**
   * Answers the browser's questions: use it as the handler of `POST /api/cerbos`, with or without
   * `express.json()` before it. It answers for the session of the request only: with
   * booleans, and reasons of the policy.
   */
  checkEndpoint: (req: Request, res: Response, next: NextFunction) => Promise<void>;
  withCerbos: WithCerbos<Policies, L>;

  /**
   * Asks a rule for the caller of a request, and returns the grant. It is `withCerbos` for handlers
   * of another form, such as guards of NestJS. Await it before you do the work.
   *
   * @throws DeniedError if the rule denies; RejectedError `other_origin` for a write that a page of
   * another origin sends with the user's cookies; UnavailableError, RejectedError,
   * ConfigurationError.
   */
  grantFor: GrantFor<Policies, L, [req: Request]>;
}

// The defaults of Express. Its bodies have any type.
type Params = Request['params'];
type Body = Request['body'];
type Query = Request['query'];
type Locals = Response['locals'];

/** The arguments of an Express handler. */
type Args<P, ResBody, ReqBody, ReqQuery, L extends Locals> = [
  req: Request<P, ResBody, ReqBody, ReqQuery, L>,
  res: Response<ResBody, L>,
  next: NextFunction,
];

/** How Express recognizes an answer of `onDenied`: the response is sent. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- most of what sends returns nothing
type Sent = Response | void;

/** Guards a route with a rule. The rule's functions get the same arguments as the handler. */
export interface WithCerbos<Policies extends object, L> {
  /**
   * As middleware: the handlers after it run only if the rule allows, and read the grant from
   * `res.locals.cerbos`. Errors that they throw go to the `errorHandler` of this entry.
   *
   * @throws ConfigurationError for a rule that can never work.
   */
  <
    const K extends Kind<Policies>,
    P = Params,
    ResBody = Body,
    ReqBody = Body,
    ReqQuery = Query,
    L1 extends Locals = Locals,
    const A extends Attr<Policies, K> = never,
  >(
    rule: Rule<Policies, K, Args<P, ResBody, ReqBody, ReqQuery, L1>, Sent, A>,
  ): RequestHandler<
    P,
    ResBody,
    ReqBody,
    ReqQuery,
    L1 & { readonly cerbos: GrantOf<Policies, L, K, A> }
  >;

  /**
   * Wraps a handler: it runs only if the rule allows, and its last argument is the grant. If it
   * throws an error of this package, the client gets the same answer as for a refusal of the rule.
   *
   * @throws ConfigurationError for a rule that can never work.
   */
  <
    const K extends Kind<Policies>,
    P = Params,
    ResBody = Body,
    ReqBody = Body,
    ReqQuery = Query,
    L1 extends Locals = Locals,
    const A extends Attr<Policies, K> = never,
  >(
    rule: Rule<Policies, K, Args<P, ResBody, ReqBody, ReqQuery, L1>, Sent, A>,
    handler: (
      ...args: [...Args<P, ResBody, ReqBody, ReqQuery, L1>, grant: GrantOf<Policies, L, K, A>]
    ) => unknown,
  ): RequestHandler<P, ResBody, ReqBody, ReqQuery, L1>;
}
