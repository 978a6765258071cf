import type {
  GetServerSidePropsContext,
  GetServerSidePropsResult,
  NextApiRequest,
  NextApiResponse,
} from 'next';
import type { Loaders } from '../../ask/types/Loader';
import type { Attr, Kind } from '../../ask/types/Policies';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import type { GrantOf, Rule, SessionTokensOnly } from '../../bridge/guard/Rule';

/** How the bridge is put together in the Pages Router. */
export interface NextPagesClerkCerbosOptions<
  Policies extends object,
  L = Loaders<Policies>,
> extends ClerkCerbosOptions<Policies, L> {
  /**
   * Where visitors of a page sign in: a path of the app, or an address. Default: what
   * `NEXT_PUBLIC_CLERK_SIGN_IN_URL` says, else Clerk's Account Portal.
   */
  readonly signInUrl?: string;
}

/** What a request is: that of an API route, or `context.req` in `getServerSideProps`. */
export type PagesRequest = NextApiRequest | GetServerSidePropsContext['req'];

/** The verbs for whoever makes a request, and the guard for API routes and pages. */
export interface NextPagesClerkCerbos<Policies extends object, L> extends VerbsWithAuthorizer<
  Policies,
  [req: PagesRequest]
> {
  /**
   * What the browser asks: `export { checkEndpoint as default }` from
   * `pages/api/cerbos.ts`. It answers for the session of the request alone, with booleans.
   */
  checkEndpoint: (req: NextApiRequest, res: NextApiResponse) => Promise<void>;
  withCerbos: WithCerbos<Policies, L>;
}

/** What Next.js takes for an answer of `onDenied`: it looks at the response itself. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- most of what sends returns nothing
type Sent = NextApiResponse | void;

/** What `onDenied` of a page may answer with. */
type PageRefusal = GetServerSidePropsResult<never>;

/** Guards an API route or a page with a rule, which is given what Next.js gives the handler. */
export interface WithCerbos<Policies extends object, L> {
  /**
   * Wraps the handler of an API route: it runs only if the rule allows, and is given the grant.
   * Refusals are answered; what else is thrown is for Next.js.
   *
   * @throws ConfigurationError for a rule that could never be asked.
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
   * Wraps `getServerSideProps`: it runs only if the rule allows, and is given the grant. Who is
   * not signed in is sent to sign in, and everybody else who is refused gets the page that is not
   * found, also where the policy asks for a step-up. `onDenied` may return something else. That the
   * rule's `resource` takes a context tells the compiler that this is a page.
   *
   * @throws ConfigurationError for a rule that could never be asked. The page throws
   * UnavailableError and RejectedError, for the error page.
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
