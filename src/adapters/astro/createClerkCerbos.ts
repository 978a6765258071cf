import { keepUnlessChosen, respond, responseOf } from '../../answer/respond';
import type { Loaders } from '../../ask/types/Loader';
import type { RegisteredPolicies } from '../../ask/types/Policies';
import { getProperty } from '../../base/value';
import { createRequestBridge } from '../../bridge/createRequestBridge';
import { webEndpointRequest } from '../../bridge/endpoint/EndpointRequest';
import { argumentsOfRule } from '../../bridge/guard/argumentsOfRule';
import { type GuardRule, readRoute } from '../../bridge/guard/readRule';
import type { AstroClerkCerbos, AstroClerkCerbosOptions, AstroContext } from './AstroClerkCerbos';
import { answerRefusal, isPage } from './answerRefusal';
import { astroFramework, refusePrerendered, wasAsked } from './framework';
import { readActionError, runAction } from './runAction';

const HANDLER = 'withCerbos(rule, (context, grant) => Response.json(…))';
const ACTION = 'withCerbosAction(rule, async (input, context, grant) => …)';

/**
 * Connects Clerk and Cerbos in Astro 5, 6 and 7, after Clerk's middleware. The first argument of
 * each verb is `Astro` in a page or a component, and `context` in endpoints, actions and
 * middleware.
 *
 * `withCerbos` answers the refusals of an endpoint itself: 401, 403 (with Clerk's reverification
 * body if the policy demands a step-up), 404, 503, 500. A page asks with `grantFor` in
 * its frontmatter, and `cerbosMiddleware` answers the refusal that it throws. A component must not refuse: Astro is sending the
 * page already, and would break it off. Equal questions in one request are asked once.
 *
 * @param options - the Cerbos client, and optionally `ActionError`, resource loaders, a principal
 * mapping, a deadline in milliseconds (default 2000) and more.
 * @throws ConfigurationError for options that can't work. The verbs throw it with the code
 * `missing_middleware` if Clerk's middleware did not run, and in prerendered pages.
 * @example
 * ```ts
 * import { GRPC } from '@cerbos/grpc';
 * import type { APIContext } from 'astro';
 * import { createClerkCerbos } from 'clerk-cerbos/astro';
 *
 * const documents = new Map([['7', { ownerId: 'user_1', title: 'Plan' }]]);
 *
 * const { withCerbos } = createClerkCerbos({
 *   cerbos: new GRPC('127.0.0.1:3593', { tls: false }),
 *   resources: {
 *     document: async (id: string) => {
 *       const value = documents.get(id);
 *       return value === undefined ? null : { attr: { ownerId: value.ownerId }, value };
 *     },
 *   },
 * });
 *
 * export const GET = withCerbos(
 *   { action: 'view', resource: ({ params }: APIContext) => ({ kind: 'document', id: params.id ?? '' }) },
 *   (context, grant) => Response.json({ title: grant.resource.value.title }),
 * );
 * ```
 * @see https://clerk.com/docs/reference/astro/clerk-middleware
 */
export function createClerkCerbos<
  Policies extends object = RegisteredPolicies,
  const L extends Loaders<Policies> = Loaders<Policies>,
>(options: AstroClerkCerbosOptions<Policies, L>): AstroClerkCerbos<Policies, L> {
  const bridge = createRequestBridge<Policies, L, AstroContext>(options, astroFramework);
  const { verbs, guard, grantFor, watch, answerChecks } = bridge;

  return {
    ...verbs,
    grantFor,
    cerbosMiddleware:
      (given = {}) =>
      async (context, next) => {
        Reflect.set(context.locals, 'cerbos', () => verbs.authorizer(context));
        if (context.isPrerendered === true) return next();
        try {
          const response = await watch(context, next);
          return wasAsked(context) && isPage(response) ? keepUnlessChosen(response) : response;
        } catch (thrown) {
          return answerRefusal(thrown, context, given);
        }
      },
    async checkEndpoint(context) {
      refusePrerendered(context);
      return responseOf(await answerChecks(context, webEndpointRequest(context.request)));
    },
    withCerbos(rule, handler) {
      const checked = readRoute(rule, handler, HANDLER);
      return async (context) => {
        refusePrerendered(context);
        const call = guard(context, checked, [context]);
        return respond(call, async () => handler(context, await call.grant()));
      };
    },
    // Its type connects the rule, the input, the grant and the result.
    withCerbosAction: ((rule: GuardRule, handler: CallableFunction) => {
      const checked = readRoute(rule, handler, ACTION);
      const ActionError = readActionError(getProperty(options, 'ActionError'));
      return async (input: unknown, context: AstroContext) => {
        const begin = () => {
          const [read] =
            typeof checked.resource === 'function'
              ? argumentsOfRule([input], 'action', () => 'input')
              : [input];
          return guard(context, checked, [read, context]);
        };
        return runAction(begin, ActionError, async (call) => {
          const grant = await call.grant();
          const result: unknown = await Reflect.apply(handler, undefined, [input, context, grant]);
          return result;
        });
      };
    }) as AstroClerkCerbos<Policies, L>['withCerbosAction'],
  };
}
