import { respond, responseOf } from '../../answer/respond';
import { runReturningRefusals } from '../../answer/runReturningRefusals';
import { toOpaqueError } from '../../answer/toOpaqueError';
import { NO_STORE } from '../../answer/toProblem';
import type { Loaders } from '../../ask/types/Loader';
import type { RegisteredPolicies } from '../../ask/types/Policies';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import { createRequestBridge } from '../../bridge/createRequestBridge';
import { webEndpointRequest } from '../../bridge/endpoint/EndpointRequest';
import { argumentsOfRule } from '../../bridge/guard/argumentsOfRule';
import { type GuardRule, readRoute } from '../../bridge/guard/readRule';
import { currentRequest, startServer, tanStackFramework } from './framework';
import type { ServerFnArgs, TanStackClerkCerbos } from './TanStackClerkCerbos';

const HANDLER = 'withCerbos(rule, ({ request, params }, grant) => Response.json(…))';
const SERVER_FN = 'withCerbosFn(rule, async ({ data }, grant) => …)';

/**
 * Connects Clerk and Cerbos in TanStack Start. The verbs find the caller themselves.
 *
 * `withCerbos` guards server routes: refusals are responses, 401, 403 (with Clerk's reverification
 * body if the policy demands a step-up), 404, 503, 500. `withCerbosFn` guards server functions: a
 * denial is returned. Redirects, `notFound()` and other errors of the app pass through. Equal
 * questions in one request are asked once, by all loaders of a page, too.
 *
 * A loader or a `beforeLoad` protects nothing: a browser can call each server function and each
 * server route without them. So each of them has its own rule.
 *
 * Call it in a file whose name ends with `.server.ts`, so that the build fails if the file gets
 * into the browser's bundle.
 *
 * @param options - the Cerbos client, and optionally resource loaders, a principal mapping, a
 * deadline in milliseconds (default 2000) and more.
 * @throws ConfigurationError for options that can't work. The verbs throw it with the code
 * `missing_middleware` if Clerk's middleware did not run.
 * @example
 * ```ts
 * import { GRPC } from '@cerbos/grpc';
 * import { createServerFn } from '@tanstack/react-start';
 * import { createClerkCerbos } from 'clerk-cerbos/tanstack-start';
 *
 * const documents = new Map([['7', { ownerId: 'user_1', title: 'Plan' }]]);
 *
 * const { withCerbosFn } = createClerkCerbos({
 *   cerbos: new GRPC(process.env.CERBOS_GRPC ?? '127.0.0.1:3593', { tls: false }),
 *   resources: {
 *     document: async (id: string) => {
 *       const value = documents.get(id);
 *       return value === undefined ? null : { attr: { ownerId: value.ownerId }, value };
 *     },
 *   },
 * });
 *
 * export const readDocument = createServerFn()
 *   .validator((data: { id: string }) => ({ id: String(data.id) }))
 *   .handler(
 *     withCerbosFn(
 *       { action: 'view', resource: ({ data }) => ({ kind: 'document', id: data.id }) },
 *       (_, grant) => ({ title: grant.resource.value.title }),
 *     ),
 *   );
 * ```
 * @see https://clerk.com/docs/reference/tanstack-react-start/auth
 */
export function createClerkCerbos<
  Policies extends object = RegisteredPolicies,
  const L extends Loaders<Policies> = Loaders<Policies>,
>(options: ClerkCerbosOptions<Policies, L>): TanStackClerkCerbos<Policies, L> {
  const { verbsOf, guard, answerChecks } = createRequestBridge<Policies, L, Request>(
    options,
    tanStackFramework,
  );

  return {
    ...verbsOf(currentRequest),
    checkEndpoint: async ({ request }) =>
      responseOf(await answerChecks(await currentRequest(), webEndpointRequest(request))),
    withCerbos(rule, handler) {
      const checked = readRoute(rule, handler, HANDLER);
      return async (args) => {
        const call = guard(await currentRequest(), checked, [args]);
        return respond(call, async () => handler(args, await call.grant()));
      };
    },
    // Its type connects the rule, the data, the grant and the result.
    withCerbosFn: ((rule: GuardRule, handler: CallableFunction) => {
      const checked = readRoute(rule, handler, SERVER_FN);
      return async (args: ServerFnArgs) => {
        try {
          const request = await currentRequest();
          await keepAnswerPrivate();
          const [data] =
            typeof checked.resource === 'function'
              ? argumentsOfRule([args.data], 'server function', () => 'data')
              : [args.data];
          // Without `context`: the browser may have sent values of it.
          const call = guard(request, checked, [{ data }]);
          return await runReturningRefusals(call, async () => {
            const result: unknown = await Reflect.apply(handler, undefined, [
              args,
              await call.grant(),
            ]);
            return result;
          });
        } catch (error) {
          throw toOpaqueError(error);
        }
      };
    }) as TanStackClerkCerbos<Policies, L>['withCerbosFn'],
  };
}

/** Neither a page nor the answer to a call may be stored for others. The handler may change it. */
async function keepAnswerPrivate(): Promise<void> {
  const { setResponseHeader } = await startServer();
  setResponseHeader('Cache-Control', NO_STORE);
}
