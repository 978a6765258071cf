import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Attr, Kind } from '../../ask/types/Policies';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { GrantOf, Rule } from '../../bridge/guard/Rule';

/** The verbs for whoever makes a request, and the guard for its handlers. */
export interface ExpressClerkCerbos<Policies extends object, L> extends VerbsWithAuthorizer<
  Policies,
  [req: Request]
> {
  /**
   * What the browser asks: the handler of `POST /api/cerbos`, with or without
   * `express.json()` before it. It answers for the session of the request alone, with booleans.
   */
  checkEndpoint: (req: Request, res: Response, next: NextFunction) => Promise<void>;
  withCerbos: WithCerbos<Policies, L>;
}

// Express' own defaults; its bodies are of any type.
type Params = Request['params'];
type Body = Request['body'];
type Query = Request['query'];
type Locals = Response['locals'];

/** What Express gives to a handler. */
type Args<P, ResBody, ReqBody, ReqQuery, L extends Locals> = [
  req: Request<P, ResBody, ReqBody, ReqQuery, L>,
  res: Response<ResBody, L>,
  next: NextFunction,
];

/** What Express takes for an answer of `onDenied`: it looks at the response itself. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- most of what sends returns nothing
type Sent = Response | void;

/** Guards a route with a rule, which is given what Express gives the handler. */
export interface WithCerbos<Policies extends object, L> {
  /**
   * As middleware: the handlers that follow run only if the rule allows, and find the grant at
   * `res.locals.cerbos`. What they throw afterwards is for the `errorHandler` of this entry.
   *
   * @throws ConfigurationError for a rule that could never be asked.
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
   * Wraps a handler: it runs only if the rule allows, and is given the grant. What it throws of
   * ours is answered like a refusal of the rule.
   *
   * @throws ConfigurationError for a rule that could never be asked.
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
