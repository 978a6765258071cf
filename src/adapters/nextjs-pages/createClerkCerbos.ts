import { hangUpSignal, sendAnswer } from '../../answer/respondToOnNode';
import type { Loaders } from '../../ask/types/Loader';
import type { RegisteredPolicies } from '../../ask/types/Policies';
import { type Framework, readClerkAuth } from '../../bridge/Framework';
import { getProperty, withoutPrototype } from '../../base/value';
import { createRequestBridge } from '../../bridge/createRequestBridge';
import { nodeEndpointRequest } from '../../bridge/endpoint/EndpointRequest';
import { nodeHead, type NodeRequestHead } from '../../bridge/RequestHead';
import { type GuardRule, readRoute, refuseOtherTokens } from '../../bridge/guard/readRule';
import type { NextPagesClerkCerbos, NextPagesClerkCerbosOptions } from './NextPagesClerkCerbos';
import { guardApiRoute, guardPage } from './guardRoute';

const HANDLER =
  'withCerbos(rule, (req, res, grant) => …), or withCerbos(rule, (context, grant) => ({ props }))';

/**
 * Connects Clerk and Cerbos in the Pages Router of Next.js, after `clerkMiddleware()`. Each verb
 * takes `req`: the one of an API route, or `context.req`.
 *
 * Around the handler of an API route, `withCerbos` answers refusals: 401, 403 (with Clerk's
 * reverification body if the policy demands a step-up), 404, 503, 500. Around `getServerSideProps`,
 * it redirects to the sign-in page or shows the 404 page, and throws outages for the error page. It
 * recognizes the two by their arguments.
 *
 * @param options - the Cerbos client, and optionally resource loaders, a principal mapping, a
 * deadline in milliseconds (default 2000), the sign-in URL and more.
 * @throws ConfigurationError for options that can't work. The verbs throw it with the code
 * `missing_middleware` if Clerk's middleware did not run.
 * @example
 * ```ts
 * import { GRPC } from '@cerbos/grpc';
 * import { createClerkCerbos } from 'clerk-cerbos/nextjs/pages';
 * import type { GetServerSidePropsContext } from 'next';
 *
 * const documents = new Map([['7', { ownerId: 'user_1', title: 'Plan' }]]);
 *
 * const { withCerbos } = createClerkCerbos({
 *   cerbos: new GRPC(process.env.CERBOS_GRPC ?? '127.0.0.1:3593', { tls: false }),
 *   resources: {
 *     document: async (id: string) => {
 *       const value = documents.get(id);
 *       return value === undefined ? null : { attr: { ownerId: value.ownerId }, value };
 *     },
 *   },
 * });
 *
 * export const getServerSideProps = withCerbos(
 *   {
 *     action: 'view',
 *     resource: ({ params }: GetServerSidePropsContext) => ({
 *       kind: 'document',
 *       id: String(params?.id ?? ''),
 *     }),
 *   },
 *   (context, grant) => ({ props: { title: grant.resource.value.title } }),
 * );
 * ```
 * @see https://clerk.com/docs/reference/nextjs/pages-router/get-auth
 */
export function createClerkCerbos<
  Policies extends object = RegisteredPolicies,
  const L extends Loaders<Policies> = Loaders<Policies>,
>(options: NextPagesClerkCerbosOptions<Policies, L>): NextPagesClerkCerbos<Policies, L> {
  const { verbs, guard, answerChecks } = createRequestBridge<Policies, L, NodeRequestHead>(
    options,
    pagesRouterFramework,
  );
  const { signInUrl, isSatellite } = withoutPrototype(options);
  const withCerbos = (rule: GuardRule, handler: CallableFunction) => {
    const checked = readRoute(rule, handler, HANDLER);
    refuseOtherTokens(checked, 'getAuth of @clerk/nextjs');
    const api = guardApiRoute(guard, checked, handler);
    const page = guardPage(guard, checked, handler, { signInUrl, isSatellite });
    return (...args: readonly [unknown, unknown?]) =>
      // Next.js passes one argument to a page, and two to an API route.
      Reflect.apply(args.length === 1 ? page : api, undefined, args) as Promise<unknown>;
  };
  return {
    ...verbs,
    async checkEndpoint(req, res) {
      sendAnswer(res, await answerChecks(req, nodeEndpointRequest(req), [req, res]));
    },
    withCerbos,
  };
}

/**
 * The Pages Router: `req` identifies a request.
 *
 * @see https://clerk.com/docs/reference/nextjs/pages-router/get-auth
 */
const pagesRouterFramework: Framework<NodeRequestHead> = {
  // An API route has the response as its second argument, a page in its context.
  signal: (_, [context, res]) => hangUpSignal(res ?? getProperty(context, 'res')),
  head: nodeHead,
  async auth(req, asked) {
    // Loaded on first use: without a bundler Node.js can't load this module, and an app's tests may
    // not need it.
    const { getAuth } = await import('@clerk/nextjs/server');
    return readClerkAuth(getAuth, [req], asked, '@clerk/nextjs 6.21', {
      says: "can't detect usage of clerkMiddleware()",
      write:
        'Export clerkMiddleware() from proxy.ts (middleware.ts before Next.js 16) with a matcher that covers it.',
    });
  },
};
