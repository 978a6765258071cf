import { toResponse } from '../../answer/respond';
import { runThrowingRefusals } from '../../answer/runThrowingRefusals';
import type { ClerkCerbosOptions } from '../ClerkCerbosOptions';
import type { Framework } from '../Framework';
import { createRequestBridge, readAuthOnce } from '../createRequestBridge';
import { webEndpointRequest } from '../endpoint/EndpointRequest';
import { isWrite, webHead } from '../RequestHead';
import { type CheckedRule, type GuardRule, readRoute } from '../guard/guard';
import type { DataFunctionArgs, DataFunctionVerbs } from './DataFunction';

/**
 * Joins Clerk and Cerbos for frameworks of loaders and actions.
 *
 * @param currentAuth - asks Clerk's SDK; it is asked once per request and kinds of token.
 * @param checkRule - throws for a rule that can't work in this framework, as `Refined` says.
 * @throws ConfigurationError for options that can't work.
 */
export function createDataFunctions<Policies extends object, L, Refined = unknown>(
  options: ClerkCerbosOptions<Policies, L>,
  currentAuth: Framework<DataFunctionArgs>['auth'],
  checkRule: (rule: CheckedRule) => void = () => undefined,
): DataFunctionVerbs<Policies, L, Refined> {
  const { verbs, guard, answerChecks } = createRequestBridge<Policies, L, DataFunctionArgs>(
    options,
    {
      auth: readAuthOnce(currentAuth, dataRequest),
      requestKey: (args) => (isWrite(args.request) ? dataRequest(args).write : dataRequest(args)),
      head: ({ request }) => webHead(request),
      signal: ({ request }) => request.signal,
    },
  );

  const withCerbos = (rule: GuardRule, handler: CallableFunction) => {
    const checked = readRoute(rule, handler, 'withCerbos(rule, (args, grant) => …)');
    checkRule(checked);
    return (args: DataFunctionArgs) => {
      const call = guard(args, checked, [args]);
      return runThrowingRefusals(call, isWrite(args.request), async () => {
        const result: unknown = await Reflect.apply(handler, undefined, [args, await call.grant()]);
        return result;
      });
    };
  };

  return {
    ...verbs,
    checkEndpoint: async (args) =>
      toResponse(await answerChecks(args, webEndpointRequest(args.request))),
    // Its type says how the rule, the grant and what the handler returns belong together. The one
    // result it leaves out is the demand to verify again, which useReverification() takes out.
    withCerbos: withCerbos as DataFunctionVerbs<Policies, L, Refined>['withCerbos'],
  };
}

/** A request, as far as loaders and actions tell one from another. */
export interface DataRequest {
  readonly context: unknown;
  readonly credentials: string;
  /** What its action is told must not be what the loaders that follow it show. */
  readonly write: object;
}

const requests = new WeakMap<object, DataRequest>();

/**
 * The request that a loader or an action runs in.
 *
 * React Router and Remix give each of them a `Request` of its own, and an app may share `context`
 * between requests. Matching the route makes `params`, once for each request; they are the key.
 * Were they ever shared (a test may do so), the credentials must be the same, too.
 */
function dataRequest({ params, context, request: { headers } }: DataFunctionArgs): DataRequest {
  const credentials = JSON.stringify([headers.get('authorization'), headers.get('cookie')]);
  const known = requests.get(params);
  if (known?.context === context && known?.credentials === credentials) return known;
  const made = { context, credentials, write: {} };
  requests.set(params, made);
  return made;
}
