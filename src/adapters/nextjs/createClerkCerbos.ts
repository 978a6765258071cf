import { checkHandler } from '../../answer/checkHandler';
import type { GrantOf } from '../../answer/Grant';
import { readRule } from '../../answer/guard';
import { respond } from '../../answer/respond';
import type { Rule } from '../../answer/Rule';
import { createVerbs } from '../../ask/createVerbs';
import type { Loaders } from '../../ask/Loader';
import type { Attr, Kind, RegisteredPolicies } from '../../ask/Policies';
import type { AskOptions } from '../../ask/Question';
import type { Authorizer, Verbs } from '../../ask/Verbs';
import { type ClerkCerbosOptions, createBridge } from '../../createBridge';
import { grantTo } from '../../grantTo';
import { currentAuth } from './currentAuth';

const HANDLER = 'withCerbos(rule, (request, context, grant) => Response.json(…))';

/** What Next.js gives a route handler beside the request. */
export interface RouteContext {
  readonly params: Promise<Record<string, string | string[] | undefined>>;
}

/** The verbs for whoever makes the current request, and the guard for route handlers. */
export interface NextClerkCerbos<Policies extends object, L> extends Verbs<Policies, []> {
  /** Binds the verbs to the current caller, and shows the principal that policies see. */
  authorizer: () => Promise<Authorizer<Policies>>;

  /**
   * Wraps a route handler: it runs only if the rule allows, and is given the grant.
   *
   * @throws ConfigurationError for a rule that could never be asked.
   */
  withCerbos: <
    const K extends Kind<Policies>,
    Req extends Request = Request,
    Context = RouteContext,
    const A extends Attr<Policies, K> = never,
  >(
    rule: Rule<Policies, K, [request: Req, context: Context], Response, A>,
    handler: (
      request: Req,
      context: Context,
      grant: GrantOf<Policies, L, K, A>,
    ) => Response | Promise<Response>,
  ) => (request: Req, context: Context) => Promise<Response>;
}

/**
 * Joins Clerk and Cerbos in the App Router of Next.js: no verb needs to be told who is asking.
 *
 * Inside `withCerbos`, refusals become responses: 401, 403 (with Clerk's reverification body
 * where the policy asks for a step-up), 404, 503, 500. Elsewhere `authorize` throws DeniedError.
 * What Next.js throws to redirect or to show a not-found page passes through.
 *
 * @param options - the Cerbos client, and what the app adds: resource loaders, a principal
 * mapping, a deadline in milliseconds (default 2000).
 * @throws ConfigurationError for options that can't work. The verbs throw it with the code
 * `missing_middleware` where Clerk's middleware does not run.
 * @example
 * ```ts
 * import { HTTP } from '@cerbos/http';
 * import { createClerkCerbos } from 'clerk-cerbos/nextjs';
 *
 * const documents = new Map([['7', { ownerId: 'user_1', title: 'Plan' }]]);
 *
 * const { withCerbos } = createClerkCerbos({
 *   cerbos: new HTTP(process.env.CERBOS_HTTP ?? 'http://127.0.0.1:3592'),
 *   resources: {
 *     document: async (id: string) => {
 *       const value = documents.get(id);
 *       return value === undefined ? null : { attr: { ownerId: value.ownerId }, value };
 *     },
 *   },
 * });
 *
 * export const GET = withCerbos(
 *   {
 *     action: 'view',
 *     resource: async (request: Request, { params }: { params: Promise<{ id: string }> }) => ({
 *       kind: 'document',
 *       id: (await params).id,
 *     }),
 *   },
 *   (request, context, grant) => Response.json({ title: grant.resource.value.title }),
 * );
 * ```
 * @see https://clerk.com/docs/reference/nextjs/app-router/auth
 */
export function createClerkCerbos<
  Policies extends object = RegisteredPolicies,
  const L extends Loaders<Policies> = Loaders<Policies>,
>(options: ClerkCerbosOptions<Policies, L>): NextClerkCerbos<Policies, L> {
  const bridge = createBridge(options);
  const open = async (options?: AskOptions) => bridge.open(await currentAuth(), options);
  return {
    ...createVerbs<Policies, []>(0, open),
    authorizer: async () => bridge.authorizer(await open()),
    withCerbos(rule, handler) {
      const checked = readRule(rule);
      checkHandler(handler, HANDLER);
      return (request, context) =>
        respond(checked, [request, context], async () => {
          const auth = await currentAuth(checked.acceptsToken);
          return handler(
            request,
            context,
            await grantTo(bridge, auth, checked, [request, context]),
          );
        });
    },
  };
}
