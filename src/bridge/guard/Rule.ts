import type { Action, Attr, Kind } from '../../ask/types/Policies';
import type { ActionInput, OnDenied, RuleSubject } from '../../ask/types/Question';
import type { DeniedError } from '../../base/errors';

export type { AnyGrant, Grant, GrantOf, GrantTypes } from '../../ask/types/Verbs';

/** The types of token that Clerk verifies. */
export type TokenType = 'session_token' | 'api_key' | 'm2m_token' | 'oauth_token';

/** The types of token that a rule accepts. */
export type AcceptsToken = TokenType | readonly TokenType[] | 'any';

type Awaitable<T> = T | Promise<T>;

/**
 * A rule: who may do which action to which resource.
 *
 * `Args` are the arguments of the framework's handler. `Refusal` is what `onDenied` may answer
 * with. `A` are the attributes that the rule itself passes, or `never` if a loader finds them.
 */
export type Rule<
  Policies extends object,
  K extends Kind<Policies>,
  Args extends readonly unknown[],
  Refusal,
  A extends Attr<Policies, K> = Attr<Policies, K>,
> = ActionInput<Action<Policies, K>> &
  RuleSubject<Policies, K, Args, A> & {
    /**
     * What a denied caller gets. `'not-found'` hides that the resource exists. `{ notFoundUnless:
     * 'view' }` hides it only from callers who may not do that action. A function gets the error and
     * may return `'not-found'` or another answer. In each case the handler does not run.
     */
    readonly onDenied?:
      | OnDenied<Action<Policies, K>>
      | ((error: DeniedError, ...args: Args) => Awaitable<Refusal | 'not-found' | undefined>);
    /** The types of token that Clerk accepts here. Default: session tokens only. */
    readonly acceptsToken?: AcceptsToken;
    /**
     * Milliseconds for this rule, from the question to Clerk until the PDP's answer. Set it if
     * the function that finds the resource is slow, for example because it reads an upload. Default: the app's `timeoutMs`,
     * which still limits the wait for the PDP. A session token lives for a minute; after that the
     * rule fails with `token_expired`.
     */
    readonly timeoutMs?: number;
    /**
     * `true` accepts writes from pages of any origin, with the user's cookies. Use it for an embedded
     * page or a form on another site. Default false: such a write (any method except GET, HEAD and
     * OPTIONS) gets a 403, unless `clientOrigins` lists its origin, or its token came in an
     * `Authorization` header.
     */
    readonly anyOrigin?: boolean;
  };

/** A rule in a framework whose Clerk SDK verifies session tokens only. */
export interface SessionTokensOnly {
  readonly acceptsToken?: 'session_token' | readonly ['session_token'];
}
