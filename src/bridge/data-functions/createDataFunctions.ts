import { toResponse } from '../../answer/respond';
import { throwRefusal } from '../../answer/throwRefusal';
import type { ClerkCerbosOptions } from '../ClerkCerbosOptions';
import { createRequestBridge } from '../createRequestBridge';
import { webCheckRequest } from '../endpoint/CheckRequest';
import type { Framework } from '../Framework';
import { type CheckedRule, type GuardRule, readRule } from '../guard/guard';
import { checkHandler } from '../guard/readRoute';
import { askOnce } from '../perRequest';
import type { DataFunctionArgs, DataFunctionVerbs } from './DataFunction';
import { dataRequest, isWrite } from './dataRequest';

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
  const { verbs, admit, answerChecks } = createRequestBridge<Policies, L, DataFunctionArgs>(
    options,
    {
      auth: askOnce(currentAuth, dataRequest),
      requestKey: (args) => (isWrite(args) ? dataRequest(args).write : dataRequest(args)),
    },
  );

  const withCerbos = (rule: GuardRule, handler: CallableFunction) => {
    const checked = readRule(rule);
    checkRule(checked);
    checkHandler(handler, 'withCerbos(rule, (args, grant) => …)');
    return (args: DataFunctionArgs) =>
      throwRefusal(checked, [args], isWrite(args), async () => {
        const grant = await admit(args, checked, [args]);
        const result: unknown = await Reflect.apply(handler, undefined, [args, grant]);
        return result;
      });
  };

  return {
    ...verbs,
    checkEndpoint: async (args) =>
      toResponse(await answerChecks(args, webCheckRequest(args.request))),
    // Its type says how the rule, the grant and what the handler returns belong together. The one
    // result it leaves out is the demand to verify again, which useReverification() takes out.
    withCerbos: withCerbos as DataFunctionVerbs<Policies, L, Refined>['withCerbos'],
  };
}
