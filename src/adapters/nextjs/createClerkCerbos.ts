import { respond, responseOf } from '../../answer/respond';
import { runReturningRefusals } from '../../answer/runReturningRefusals';
import type { Loaders } from '../../ask/types/Loader';
import type { Kind, RegisteredPolicies } from '../../ask/types/Policies';
import type { CheckQuestion } from '../../ask/types/Question';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import { createRequestBridge } from '../../bridge/createRequestBridge';
import { webEndpointRequest } from '../../bridge/endpoint/EndpointRequest';
import { argumentsOfRule } from '../../bridge/guard/argumentsOfRule';
import { type GuardRule, readRoute } from '../../bridge/guard/readRule';
import type { AllowedProps, NextClerkCerbos } from './NextClerkCerbos';
import { appRouterFramework, type CurrentRequest, currentRequest, routeRequest } from './framework';
import { interruptOnDenial } from './interruptOnDenial';

const HANDLER = 'withCerbos(rule, (request, context, grant) => Response.json(…))';
const ACTION = 'withCerbosAction(rule, async (grant, ...args) => …)';

/**
 * Connects Clerk and Cerbos in the App Router of Next.js. The verbs find the caller themselves.
 *
 * Inside `withCerbos`, refusals become responses: 401, 403 (with Clerk's reverification body if the
 * policy demands a step-up), 404, 503, 500. A refused server action returns a value that its caller
 * can show. In a page, a denied `authorize` redirects a signed-out visitor to the sign-in page; for
 * others it calls `forbidden()` if `experimental.authInterrupts` is on, otherwise `notFound()`.
 * Elsewhere it throws DeniedError. What Next.js throws to redirect or to show a 404 page passes
 * through.
 *
 * A layout does not protect the pages below it, and neither does `proxy.ts`: a page can be
 * requested without them. Each page, handler and action asks for itself. Equal questions in one
 * request are asked once.
 *
 * @param options - the Cerbos client, and optionally resource loaders, a principal mapping, a
 * deadline in milliseconds (default 2000) and more.
 * @throws ConfigurationError for options that can't work. The verbs throw it with the code
 * `missing_middleware` if Clerk's middleware did not run.
 * @example
 * ```ts
 * import { GRPC } from '@cerbos/grpc';
 * import { createClerkCerbos } from 'clerk-cerbos/nextjs';
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
  const { verbsOf, guard, answerChecks } = createRequestBridge<Policies, L, CurrentRequest>(
    options,
    appRouterFramework,
  );
  const verbs = verbsOf(currentRequest);

  return {
    ...verbs,
    authorize: interruptOnDenial(verbs.authorize),
    async authorizer() {
      const authorizer = await verbs.authorizer();
      return Object.assign(authorizer, { authorize: interruptOnDenial(authorizer.authorize) });
    },
    async checkEndpoint(request) {
      const current = await routeRequest(request);
      return responseOf(await answerChecks(current, webEndpointRequest(request)));
    },
    withCerbos(rule, handler) {
      const checked = readRoute(rule, handler, HANDLER);
      return async (request, context) => {
        const call = guard(await routeRequest(request), checked, [request, context]);
        return respond(call, async () => handler(request, context, await call.grant()));
      };
    },
    // Its type connects the rule, the arguments, the grant and the result.
    withCerbosAction: ((rule: GuardRule, action: CallableFunction) => {
      const checked = readRoute(rule, action, ACTION);
      // The grant comes first, so extra arguments from the browser can't take its place.
      return async (...args: readonly unknown[]) => {
        const given = typeof checked.resource === 'function' ? argumentsOfRule(args) : args;
        const call = guard(await currentRequest(), checked, given);
        return runReturningRefusals(call, async () => {
          const grant = await call.grant();
          const result: unknown = await Reflect.apply(action, undefined, [grant, ...args]);
          return result;
        });
      };
    }) as NextClerkCerbos<Policies, L>['withCerbosAction'],
    async Allowed<const K extends Kind<Policies>>(props: AllowedProps<Policies, K>) {
      const { resource, action, actions, children, fallback = null } = props;
      // One of the two, as in any question. Both together are refused.
      const question = { resource, action, actions } as unknown as CheckQuestion<Policies, K>;
      return (await verbs.checkResource(question)).allAllowed() ? children : fallback;
    },
  };
}
