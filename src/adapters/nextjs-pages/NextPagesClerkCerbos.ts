import type {
  GetServerSidePropsContext,
  GetServerSidePropsResult,
  NextApiRequest,
  NextApiResponse,
} from 'next';
import type { Loaders } from '../../ask/types/Loader';
import type { Attr, Kind, RegisteredPolicies } from '../../ask/types/Policies';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import type { GrantOf, Rule, SessionTokensOnly } from '../../bridge/guard/Rule';

/** The options of `createClerkCerbos` in the Pages Router. */
export interface NextPagesClerkCerbosOptions<
  Policies extends object,
  L = Loaders<Policies>,
> extends ClerkCerbosOptions<Policies, L> {
  /**
   * Where visitors of a page sign in: a path of the app, or a URL. Default: the environment
   * variable `NEXT_PUBLIC_CLERK_SIGN_IN_URL`, otherwise Clerk's Account Portal.
   */
  readonly signInUrl?: string;
  /**
   * Is the app on a satellite domain, or which of its URLs are? Write the same as in
   * `clerkMiddleware`. Default: the environment variable `NEXT_PUBLIC_CLERK_IS_SATELLITE`.
   *
   * @see https://clerk.com/docs/guides/dashboard/dns-domains/satellite-domains
   */
  readonly isSatellite?: boolean | ((url: URL) => boolean);
}

/** The request of an API route, or `context.req` in `getServerSideProps`. */
export type PagesRequest = NextApiRequest | GetServerSidePropsContext['req'];

/** The verbs for the caller of a request, and the guard for API routes and pages. */
export interface NextPagesClerkCerbos<
  Policies extends object = RegisteredPolicies,
  L = Loaders<Policies>,
> extends VerbsWithAuthorizer<Policies, [req: PagesRequest], L> {
  /**
   * Answers the browser's questions: write `export { checkEndpoint as default }` in
   * `pages/api/cerbos.ts`. It answers for the session of the request only: with booleans,
   * and reasons of the policy.
   */
  checkEndpoint: (req: NextApiRequest, res: NextApiResponse) => Promise<void>;
  withCerbos: WithCerbos<Policies, L>;
}

/** How Next.js recognizes an answer of `onDenied`: the response is sent. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- most of what sends returns nothing
type Sent = NextApiResponse | void;

/** What `onDenied` of a page may return. */
type PageRefusal = GetServerSidePropsResult<never>;

/**
 * Guards an API route or a page with a rule. The rule's functions get the arguments of the handler.
 */
export interface WithCerbos<Policies extends object, L> {
  /**
   * Wraps the handler of an API route: it runs only if the rule allows, and its last argument is
   * the grant. Refusals are answered. Other errors are thrown to Next.js.
   *
   * @throws ConfigurationError for a rule that can never work.
   */
  <const K extends Kind<Policies>, const A extends Attr<Policies, K> = never>(
    rule: Rule<Policies, K, [req: NextApiRequest, res: NextApiResponse], Sent, A> &
      SessionTokensOnly,
    handler: (
      req: NextApiRequest,
      res: NextApiResponse,
      grant: GrantOf<Policies, L, K, A>,
    ) => unknown,
  ): (req: NextApiRequest, res: NextApiResponse) => Promise<unknown>;

  /**
   * Wraps `getServerSideProps`: it runs only if the rule allows, and its last argument is the
   * grant. A signed-out visitor is redirected to the sign-in page. Other denied visitors get the
   * 404 page, also if the policy demands a step-up. `onDenied` may return something else. The types
   * of the arguments of the rule's function select this overload: `resource` takes a
   * `GetServerSidePropsContext`, and `newResource` a `RuleCaller` and that.
   *
   * @throws ConfigurationError for a rule that can never work. The page throws UnavailableError
   * and RejectedError, for the error page.
   */
  <
    const K extends Kind<Policies>,
    Result extends GetServerSidePropsResult<object>,
    Refused extends GetServerSidePropsResult<object> = PageRefusal,
    const A extends Attr<Policies, K> = never,
  >(
    rule: Rule<Policies, K, [context: GetServerSidePropsContext], Refused, A> & SessionTokensOnly,
    getServerSideProps: (
      context: GetServerSidePropsContext,
      grant: GrantOf<Policies, L, K, A>,
    ) => Result | Promise<Result>,
  ): (
    context: GetServerSidePropsContext,
  ) => Promise<Result | Refused | GetServerSidePropsResult<never>>;
}
