import { responseOf } from '../../answer/respond';
import { runThrowingRefusals } from '../../answer/runThrowingRefusals';
import type { ClerkCerbosOptions } from '../ClerkCerbosOptions';
import type { Framework } from '../Framework';
import { createRequestBridge, readAuthOnce } from '../createRequestBridge';
import { webEndpointRequest } from '../endpoint/EndpointRequest';
import { isWrite, webHead } from '../RequestHead';
import { type CheckedRule, type GuardRule, readRoute } from '../guard/readRule';
import type { DataFunctionArgs, DataFunctionVerbs } from './DataFunction';

/**
 * Connects Clerk and Cerbos in frameworks with loaders and actions.
 *
 * @param currentAuth - asks Clerk's SDK; called once per request and options.
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
      requestName: 'args',
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
      responseOf(await answerChecks(args, webEndpointRequest(args.request))),
    // Its type connects the rule, the grant and the handler's result. It leaves out one result, the
    // step-up demand, because useReverification() handles it.
    withCerbos: withCerbos as DataFunctionVerbs<Policies, L, Refined>['withCerbos'],
  };
}

/** What distinguishes one request from another. */
export interface DataRequest {
  readonly context: unknown;
  readonly credentials: string;
  /** An action and the loaders after it must not share answers. */
  readonly write: object;
}

const requests = new WeakMap<object, DataRequest>();

/**
 * The request of a loader or an action.
 *
 * React Router and Remix pass a new `Request` to each of them, and an app may share `context`
 * between requests. But `params` is made once per request, so it is the key. If a test shares
 * `params`, the credentials must be equal, too.
 */
function dataRequest({ params, context, request: { headers } }: DataFunctionArgs): DataRequest {
  const credentials = JSON.stringify([headers.get('authorization'), headers.get('cookie')]);
  const known = requests.get(params);
  if (known?.context === context && known?.credentials === credentials) return known;
  const made = { context, credentials, write: {} };
  requests.set(params, made);
  return made;
}
