import type { Decision } from '../../ask/types/Decision';
import type { LoadedValue } from '../../ask/types/Loader';
import type { Action, Attr, Kind, RegisteredPolicies } from '../../ask/types/Policies';
import type { Authorizer } from '../../ask/types/Verbs';
import type { ClerkAuth } from '../../identify/ClerkAuth';
import type { Principal } from '../../identify/Principal';

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
   * brought along.
   */
  readonly resource: {
    readonly kind: T['kind'];
    readonly id: string;
    readonly attr: Readonly<T['attr']>;
    readonly value: T['value'];
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
