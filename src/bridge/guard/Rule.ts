import type { Action, Attr, Kind } from '../../ask/types/Policies';
import type { ActionInput, ResourceInput } from '../../ask/types/Question';
import type { DeniedError } from '../../base/errors';

/** The types of token that Clerk verifies. */
export type TokenType = 'session_token' | 'api_key' | 'm2m_token' | 'oauth_token';

/** Which tokens a rule accepts. */
export type AcceptsToken = TokenType | readonly TokenType[] | 'any';

type Awaitable<T> = T | Promise<T>;

/**
 * Who may pass: whoever may do this to that.
 *
 * `Args` are the arguments of the framework's own handler, `Refusal` what it may answer with, and
 * `A` the attributes that the rule itself gives; `never` where a loader finds them.
 */
export type Rule<
  Policies extends object,
  K extends Kind<Policies>,
  Args extends readonly unknown[],
  Refusal,
  A extends Attr<Policies, K> = Attr<Policies, K>,
> = ActionInput<Action<Policies, K>> & {
  /**
   * The resource, or how to find it from the handler's own arguments; `null` if there is no such
   * thing. Without `attr` its kind needs a loader.
   */
  readonly resource:
    | ResourceInput<Policies, K, A>
    | ((...args: Args) => Awaitable<ResourceInput<Policies, K, A> | null | undefined>);
  /**
   * How a denial looks: `'not-found'` hides that there is such a thing; a function may choose so
   * from the error, or answer something else. Whatever it returns, the handler does not run.
   */
  readonly onDenied?:
    | 'not-found'
    | ((error: DeniedError, ...args: Args) => Awaitable<Refusal | 'not-found' | undefined>);
  /** Which tokens Clerk accepts here. Default: session tokens only. */
  readonly acceptsToken?: AcceptsToken;
};
