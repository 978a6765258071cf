import { checkHandler } from './answer/checkHandler';
import { type CheckedRule, guard, type GuardRule, readRule } from './answer/guard';
import type { AcceptsToken } from './answer/Rule';
import { toResponse } from './answer/respond';
import { throwRefusal } from './answer/throwRefusal';
import { createVerbs } from './ask/createVerbs';
import type { Inquiry } from './ask/Inquiry';
import type { AskOptions } from './ask/Question';
import type { ClerkCerbosOptions } from './ClerkCerbosOptions';
import { createWebBridge } from './createWebBridge';
import type { DataFunctionArgs, DataFunctionVerbs } from './DataFunction';
import type { ClerkAuth } from './identify/ClerkAuth';
import { createPerRequest } from './perRequest';
import { webCheckRequest } from './webCheckRequest';

/**
 * Joins Clerk and Cerbos for frameworks of loaders and actions.
 *
 * @param currentAuth - asks Clerk's SDK; it is asked once per request and kinds of token.
 * @param checkRule - throws for a rule that can't work in this framework, as `Refined` says.
 * @throws ConfigurationError for options that can't work.
 */
export function createDataFunctions<Policies extends object, L, Refined = unknown>(
  options: ClerkCerbosOptions<Policies, L>,
  currentAuth: (args: DataFunctionArgs, acceptsToken?: AcceptsToken) => Promise<ClerkAuth>,
  checkRule: (rule: CheckedRule) => void = () => undefined,
): DataFunctionVerbs<Policies, L, Refined> {
  const bridge = createWebBridge<Policies, L>(options);
  const auths = createPerRequest<ClerkAuth>();
  const inquiries = createPerRequest<Inquiry>();

  const open = (
    args: DataFunctionArgs,
    acceptsToken?: AcceptsToken,
    options?: AskOptions,
  ): Promise<Inquiry> => {
    const tokens = acceptsToken === undefined ? 'default' : JSON.stringify(acceptsToken);
    // What an action was told must not be what the loaders that follow it show.
    return inquiries(
      args,
      isWrite(args) ? `write ${tokens}` : tokens,
      async (signal) =>
        bridge.open(await auths(args, tokens, () => currentAuth(args, acceptsToken)), { signal }),
      options,
    );
  };

  const withCerbos = (rule: GuardRule, handler: CallableFunction) => {
    const checked = readRule(rule);
    checkRule(checked);
    checkHandler(handler, 'withCerbos(rule, (args, grant) => …)');
    return (args: DataFunctionArgs) =>
      throwRefusal(checked, [args], isWrite(args), async () => {
        const inquiry = await open(args, checked.acceptsToken);
        const grant = await guard(inquiry, bridge.authorizer(inquiry), checked, [args]);
        const result: unknown = await Reflect.apply(handler, undefined, [args, grant]);
        return result;
      });
  };

  return {
    ...createVerbs<Policies, [args: DataFunctionArgs]>(1, (args, options) =>
      open(args, undefined, options),
    ),
    authorizer: async (args) => bridge.authorizer(await open(args)),
    checkEndpoint: async (args) =>
      toResponse(await bridge.checkEndpoint(webCheckRequest(args.request), () => open(args))),
    // Its type says how the rule, the grant and what the handler returns belong together. The one
    // result it leaves out is the demand to verify again, which useReverification() takes out.
    withCerbos: withCerbos as DataFunctionVerbs<Policies, L, Refined>['withCerbos'],
  };
}

function isWrite({ request }: DataFunctionArgs): boolean {
  return request.method !== 'GET' && request.method !== 'HEAD';
}
