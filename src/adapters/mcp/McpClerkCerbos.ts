import type { Loaders } from '../../ask/types/Loader';
import type { Action, Attr, Kind, RegisteredPolicies } from '../../ask/types/Policies';
import type { ActionInput, OnDenied, RuleSubject } from '../../ask/types/Question';
import type { VerbsWithAuthorizer } from '../../ask/types/Verbs';
import type { GrantOf } from '../../bridge/guard/Rule';
import type { GuardOptions } from './guardServer';
import type { McpContext } from './McpContext';
import type { toAuthInfo } from './toAuthInfo';

/** The rule of one tool or prompt. `Args` are its arguments, as the SDK has validated them. */
export type McpRule<
  Policies extends object,
  K extends Kind<Policies>,
  Args,
  Context,
  A extends Attr<Policies, K> = Attr<Policies, K>,
> = ActionInput<Action<Policies, K>> &
  RuleSubject<Policies, K, [args: Args, context: Context], A> & {
    /** Lists show the tool only if the caller may do the action to some resource of this kind. */
    readonly list?: { readonly kind: K };
    /** Hides the resource from callers who are denied, as in the other entries. */
    readonly onDenied?: OnDenied<Action<Policies, K>>;
    /** Milliseconds for this rule. Default: the app's `timeoutMs`. */
    readonly timeoutMs?: number;
  };

/** The verbs for the caller of a message, and the guards of an MCP server. */
export interface McpClerkCerbos<
  Policies extends object = RegisteredPolicies,
  L = Loaders<Policies>,
> extends VerbsWithAuthorizer<Policies, [context: McpContext], L> {
  /**
   * Guards a server, and returns it: an `McpServer` or a low-level `Server` of either SDK. Lists show
   * what the caller may see, and every call, read, get, completion and subscription is asked about
   * with validated arguments. It does not matter whether something is registered before or after.
   *
   * @throws ConfigurationError for a server that is guarded already or has tasks, for a version of
   * the SDK that the guard does not know, and for wrong options.
   */
  guard: <Server extends object>(server: Server, options?: GuardOptions) => Server;

  /**
   * Wraps the callback of a tool or a prompt that has an input schema: it runs only if the rule
   * allows it, too. The rule is asked in one call with the guard's own question. The second argument
   * is the grant, with the SDK's context.
   *
   * @throws ConfigurationError for a rule that can never work; on a server that is not guarded, the
   * callback throws it.
   */
  withCerbos: <
    Args,
    Context extends object,
    Result,
    const K extends Kind<Policies>,
    const A extends Attr<Policies, K> = never,
  >(
    rule: McpRule<Policies, K, NoInfer<Args>, NoInfer<Context>, A>,
    handler: (
      args: Args,
      grant: GrantOf<Policies, L, K, A> & { readonly context: Context },
    ) => Result,
  ) => (args: Args, context: Context) => Promise<Awaited<Result>>;

  /** Turns Clerk's auth object into the `authInfo` that the transports of MCP take. */
  toAuthInfo: typeof toAuthInfo;
}
