import type { Decision } from '../../ask/types/Decision';
import type { LoadedValue } from '../../ask/types/Loader';
import type { Action, Attr, Kind, RegisteredPolicies } from '../../ask/types/Policies';
import type { ActionInput, OnDenied, ResourceInput } from '../../ask/types/Question';
import type { Authorizer } from '../../ask/types/Verbs';
import type { DeniedError } from '../../base/errors';
import type { ClerkAuth } from '../../identify/ClerkAuth';
import type { Principal } from '../../identify/Principal';

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
   * thing. Without `attr` its kind needs a loader. The handler goes on with `grant.resource.id`: a
   * name that stands in a query or a form twice may read otherwise the second time.
   */
  readonly resource:
    | ResourceInput<Policies, K, A>
    | ((...args: Args) => Awaitable<ResourceInput<Policies, K, A> | null | undefined>);
  /**
   * How a denial looks: `'not-found'` hides that there is such a thing, and
   * `{ notFoundUnless: 'view' }` hides it from those who may not do that, either. A function may
   * choose `'not-found'` from the error, or answer something else. Whatever it returns, the handler
   * does not run.
   */
  readonly onDenied?:
    | OnDenied<Action<Policies, K>>
    | ((error: DeniedError, ...args: Args) => Awaitable<Refusal | 'not-found' | undefined>);
  /** Which tokens Clerk accepts here. Default: session tokens only. */
  readonly acceptsToken?: AcceptsToken;
  /**
   * Milliseconds until this rule is given up, from the question to Clerk to the PDP's answer, where
   * `resource` takes longer than others, such as one that reads an upload. Default: the app's own
   * `timeoutMs`, which still bounds the wait for the PDP. A session token lives for a minute: after
   * its expiry the rule fails with `token_expired`.
   */
  readonly timeoutMs?: number;
  /**
   * Takes writes from pages of any origin, with the cookies of their user: `true` where an embedded
   * page or a form of another site is meant to. Default false: such a write (any method but GET,
   * HEAD and OPTIONS) is answered with 403, unless `clientOrigins` names its origin, or its token
   * came in an `Authorization` header.
   */
  readonly anyOrigin?: boolean;
};

/** What a rule may accept where Clerk's SDK verifies no other tokens. */
export interface SessionTokensOnly {
  readonly acceptsToken?: 'session_token' | readonly ['session_token'];
}

/** What a grant is about, as types. */
export interface GrantTypes {
  readonly policies: object;
  readonly kind: string;
  readonly action: string;
  readonly attr: object;
  readonly value: unknown;
}

/** The types of a grant for any registered policy. */
export interface AnyGrant extends GrantTypes {
  readonly policies: RegisteredPolicies;
}

/** What a guarded handler is given: the decision that let it run, and all that led to it. */
export interface Grant<T extends GrantTypes = AnyGrant> {
  /** Asks further questions for the same caller. */
  readonly authorizer: Authorizer<T['policies']>;
  readonly decision: Decision<T['action']>;
  /**
   * The resource, with the attributes that were decided on (a frozen copy), and what its loader
   * brought along. To ask the authorizer about it again asks the same: with the scope and version,
   * where it has them.
   */
  readonly resource: {
    readonly kind: T['kind'];
    readonly id: string;
    readonly attr: Readonly<T['attr']>;
    readonly value: T['value'];
    readonly policyVersion?: string;
    readonly scope?: string;
  };
  readonly principal: Principal;
  /** Clerk's auth object. */
  readonly auth: ClerkAuth;
}

/** The grant for a resource of that kind, in an app with those policies and loaders. */
export type GrantOf<Policies extends object, L, K extends Kind<Policies>, A = never> = Grant<{
  readonly policies: Policies;
  readonly kind: K;
  readonly action: Action<Policies, K>;
  readonly attr: Attr<Policies, K>;
  // A loader is not asked for a resource whose attributes the rule gives.
  readonly value: [A] extends [never] ? LoadedValue<L, K> : LoadedValue<L, K> | undefined;
}>;
