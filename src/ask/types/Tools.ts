import type { ToolRefusal } from '../../answer/toToolRefusal';
import type { Action, Attr, Kind, RegisteredPolicies } from './Policies';
import type { ActionInput, ItemQuestion, OnDenied, RuleSubject } from './Question';

/**
 * A rule for a tool: who may do which action to which resource. `Args` are the arguments that the
 * model chose. So the `resource` function takes only the id from them, and a loader finds the
 * attributes. `A` are the attributes that the rule itself passes, or `never` if a loader finds them.
 */
export type ToolRule<
  Policies extends object,
  K extends Kind<Policies>,
  Args,
  A extends Attr<Policies, K> = Attr<Policies, K>,
> = ActionInput<Action<Policies, K>> &
  RuleSubject<Policies, K, [args: Args], A> & {
    /**
     * `'not-found'` hides that the resource exists. `{ notFoundUnless: 'view' }` hides it only from
     * callers who may not do that action.
     */
    readonly onDenied?: OnDenied<Action<Policies, K>>;
    /**
     * Milliseconds for the check. Set it if the function that finds the resource is slow. Default:
     * the app's `timeoutMs`, which still limits the wait for the PDP. `execute` has no limit.
     */
    readonly timeoutMs?: number;
  };

/** What a guarded tool returns if it did not run, or stopped. */
export interface ToolRefused {
  readonly cerbos_error: ToolRefusal;
}

/** A guarded tool. `More` is what the framework passes after the arguments. */
export type GuardedTool<Args, More extends readonly unknown[], Result> = (
  args: Args,
  ...more: More
) => Promise<Awaited<Result> | ToolRefused>;

/** The question whether the caller may see a tool. */
export type ToolQuestion<Policies extends object = RegisteredPolicies> = ItemQuestion<Policies>;

/** One of the tools of a list, or of an object of tools by name. */
export type ToolOf<Tools> = Tools extends readonly (infer Tool)[] ? Tool : Tools[keyof Tools];

/** The tools that are left of a list, or of an object of tools by name. */
export type AllowedTools<Tools> = Tools extends readonly (infer Tool)[] ? Tool[] : Partial<Tools>;
