import type { ReverificationDemand } from '../../answer/runReturningRefusals';
import type { Loaders } from '../../ask/types/Loader';
import type { Attr, Kind, RegisteredPolicies } from '../../ask/types/Policies';
import type { Authorizer, VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { AnyClerkCerbosError } from '../../base/isClerkCerbosError';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import type { GrantFor } from '../../bridge/guard/GrantFor';
import type { GrantOf, Rule } from '../../bridge/guard/Rule';

/**
 * What Astro passes to pages (`Astro`), endpoints, actions and middleware (`context`): the parts of
 * it that are used here.
 */
export interface AstroContext {
  readonly request: Request;
  readonly locals: object;
  readonly isPrerendered?: boolean;
}

/** The context of a route, with the parameters of its path. */
export interface AstroRouteContext extends AstroContext {
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly url: URL;
}

/** The class `ActionError` of `astro:actions`. */
export type ActionErrorClass = new (params: {
  readonly code:
    'UNAUTHORIZED' | 'FORBIDDEN' | 'NOT_FOUND' | 'INTERNAL_SERVER_ERROR' | 'SERVICE_UNAVAILABLE';
  readonly message: string;
}) => Error;

/** The options of `createClerkCerbos` in Astro. */
export interface AstroClerkCerbosOptions<
  Policies extends object,
  L = Loaders<Policies>,
> extends ClerkCerbosOptions<Policies, L> {
  /**
   * `ActionError` of `astro:actions`, which a package can't import. `withCerbosAction` needs it:
   * Astro sends only an error of this class with its own code.
   */
  readonly ActionError?: ActionErrorClass;
}

/** The options of `cerbosMiddleware`. */
export interface CerbosMiddlewareOptions<Context> {
  /**
   * Chooses the answer for an error of this package that a page or an endpoint has thrown, for
   * example `context.rewrite('/forbidden')`. If it returns `undefined`, the caller gets the default
   * answer.
   */
  readonly onRefusal?: (
    error: AnyClerkCerbosError,
    context: Context,
  ) => Response | undefined | Promise<Response | undefined>;
}

/**
 * The type of `locals.cerbos`. Write `interface Locals { cerbos: GetAuthorizer }` in the namespace
 * `App`, in `src/env.d.ts`.
 */
export type GetAuthorizer<Policies extends object = RegisteredPolicies> = () => Promise<
  Authorizer<Policies>
>;

/** The verbs for the caller of a request, the middleware, and the guards. */
export interface AstroClerkCerbos<
  Policies extends object = RegisteredPolicies,
  L = Loaders<Policies>,
> extends VerbsWithAuthorizer<Policies, [context: AstroContext], L> {
  /**
   * Makes the middleware to put after Clerk's: `sequence(clerkMiddleware(), cerbosMiddleware())`.
   *
   * It answers what a page or an endpoint throws of this package: a signed-out visitor of a page is
   * redirected to the sign-in page, a hidden page is your `404.astro`, and everything else is 401,
   * 403, 404, 503 or 500. It fails a page that does not await its `authorize`. It also sets
   * `locals.cerbos`, which makes an authorizer when it is called.
   */
  cerbosMiddleware: <Context extends AstroContext = AstroRouteContext>(
    options?: CerbosMiddlewareOptions<Context>,
  ) => (context: Context, next: () => Promise<Response>) => Promise<Response>;

  /**
   * Answers the browser's questions: write `export const POST = checkEndpoint` in
   * `src/pages/api/cerbos.ts`. It answers for the session of the request only: with booleans, and
   * reasons of the policy.
   */
  checkEndpoint: (context: AstroContext) => Promise<Response>;

  /**
   * Asks a rule in the frontmatter of a page, and returns the grant: `await grantFor(Astro, rule)`.
   * A refusal is thrown, and `cerbosMiddleware` answers it. Without that middleware, Astro answers
   * 500.
   *
   * @throws DeniedError if the rule denies; RejectedError `other_origin` for a write that a page of
   * another origin sends with the user's cookies; UnavailableError, RejectedError,
   * ConfigurationError.
   */
  grantFor: GrantFor<Policies, L, [context: AstroContext]>;

  /**
   * Wraps an endpoint: it runs only if the rule allows, and its last argument is the grant.
   *
   * @throws ConfigurationError for a rule that can never work.
   */
  withCerbos: <
    const K extends Kind<Policies>,
    Context extends AstroContext = AstroRouteContext,
    const A extends Attr<Policies, K> = never,
  >(
    rule: Rule<Policies, K, [context: Context], Response, A>,
    handler: (context: Context, grant: GrantOf<Policies, L, K, A>) => Response | Promise<Response>,
  ) => (context: Context) => Promise<Response>;

  /**
   * Wraps the handler of an action: it runs only if the rule allows, and its last argument is the
   * grant. Astro has validated the input before, so the rule judges validated input.
   *
   * A refusal is thrown as an `ActionError` with the code `UNAUTHORIZED`, `FORBIDDEN`, `NOT_FOUND`,
   * `SERVICE_UNAVAILABLE` or `INTERNAL_SERVER_ERROR`. There is one exception: a step-up demand is
   * returned as the action's data, so that the page can verify the session and try again.
   *
   * @throws ConfigurationError for a rule that can never work, and if `createClerkCerbos` was called
   * without `ActionError`.
   */
  withCerbosAction: <
    const K extends Kind<Policies>,
    Input,
    Result,
    Context extends AstroContext = AstroContext,
    const A extends Attr<Policies, K> = never,
  >(
    rule: Rule<Policies, K, [input: Input, context: Context], never, A>,
    handler: (input: Input, context: Context, grant: GrantOf<Policies, L, K, A>) => Result,
  ) => (input: Input, context: Context) => Promise<Awaited<Result> | ReverificationDemand>;
}
