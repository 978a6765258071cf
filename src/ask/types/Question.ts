import type { Attributes } from '../../base/value';
import type { ClerkAuth } from '../../identify/ClerkAuth';
import type { Principal } from '../../identify/Principal';
import type { Action, Attr, Kind, RegisteredPolicies } from './Policies';

/**
 * A resource to ask about. Without `attr`, its kind needs a loader, which also returns `scope` and
 * `policyVersion`. Take a `scope` from the resource's own row, never from the caller's
 * organization.
 */
export interface ResourceInput<
  Policies extends object,
  K extends Kind<Policies>,
  A extends Attr<Policies, K> = Attr<Policies, K>,
> {
  readonly kind: K;
  readonly id: string;
  readonly attr?: A;
  readonly policyVersion?: string;
  readonly scope?: string;
}

/**
 * A resource that does not exist yet, with the attributes that the server is going to store. It has
 * no id: the policies see `(new)` as its id, which no loader is asked about.
 */
export interface NewResource<
  Policies extends object,
  K extends Kind<Policies>,
  A extends Attr<Policies, K> = Attr<Policies, K>,
> {
  readonly kind: K;
  readonly attr: A;
  readonly policyVersion?: string;
  readonly scope?: string;
  readonly id?: never;
}

/** Who makes the request that a rule guards: the first argument of its `newResource`. */
export interface RuleCaller {
  readonly principal: Principal;
  /** Clerk's auth object. */
  readonly auth: ClerkAuth;
}

type Awaitable<T> = T | Promise<T>;

/**
 * What a rule asks about: a resource, or a new one. Never both. `Args` are the arguments of the
 * guarded function. `A` are the attributes that the rule itself passes, or `never` if a loader finds
 * them.
 */
export type RuleSubject<
  Policies extends object,
  K extends Kind<Policies>,
  Args extends readonly unknown[],
  A extends Attr<Policies, K> = Attr<Policies, K>,
> =
  | {
      /**
       * The resource, or a function that finds it from the arguments and returns `null` if it does
       * not exist. An id that the caller left out or sent twice is a resource that does not exist,
       * too. Without `attr`, its kind needs a loader. In the guarded function, use
       * `grant.resource.id`: reading the id again may give another value, for example when a form
       * has the field twice.
       */
      readonly resource:
        | ResourceInput<Policies, K, A>
        | ((...args: Args) => Awaitable<ResourceInput<Policies, K, A> | null | undefined>);
      readonly newResource?: never;
    }
  | {
      /**
       * A function that describes what the guarded function is going to create. It gets the caller
       * before the arguments, so that the new resource can belong to the caller's organization. No
       * loader is called. If it returns `null`, the answer is the same as for a resource that does
       * not exist. In the guarded function, store `grant.resource.attr`, and choose an id:
       * `grant.resource.id` is always `(new)`.
       */
      readonly newResource: (
        caller: RuleCaller,
        ...args: Args
      ) => Awaitable<NewResource<Policies, K, A> | null | undefined>;
      readonly resource?: never;
    };

/** One action or several, never both. */
export type ActionInput<A extends string> =
  | { readonly action: A; readonly actions?: never }
  | { readonly actions: readonly A[]; readonly action?: never };

/** The question of `checkResource`. */
export interface CheckQuestion<Policies extends object, K extends Kind<Policies>> {
  readonly resource: ResourceInput<Policies, K>;
  readonly actions: readonly Action<Policies, K>[];
  /** Adds matched policies and derived roles to the decision. On by default in development. */
  readonly includeMetadata?: boolean;
}

/** One entry of `checkResources`. The actions belong to the kind. */
export type CheckEntry<Policies extends object = RegisteredPolicies> = {
  [K in Kind<Policies>]: {
    readonly resource: ResourceInput<Policies, K>;
    readonly actions: readonly Action<Policies, K>[];
  };
}[Kind<Policies>];

/** The question about one item of a list. With several actions, all must be allowed. */
export type ItemQuestion<Policies extends object = RegisteredPolicies> = {
  [K in Kind<Policies>]: { readonly resource: ResourceInput<Policies, K> } & ActionInput<
    Action<Policies, K>
  >;
}[Kind<Policies>];

/** The question of `isAllowed`. */
export interface IsAllowedQuestion<Policies extends object, K extends Kind<Policies>> {
  readonly resource: ResourceInput<Policies, K>;
  readonly action: Action<Policies, K>;
}

/**
 * What a denied caller who is signed in sees. `'not-found'` always hides that the resource exists.
 * `{ notFoundUnless: 'view' }` hides it only from callers who may not do that action. The action is
 * asked in the same call and allows nothing by itself. A caller who may do it gets the denial, or a
 * demand to verify the session if the policy says so. Every other denied caller gets `not_found`.
 */
export type OnDenied<A extends string = string> = 'not-found' | { readonly notFoundUnless: A };

/** The question of `authorize`. */
export type AuthorizeQuestion<Policies extends object, K extends Kind<Policies>> = {
  readonly resource: ResourceInput<Policies, K>;
  /**
   * Makes the code of a denial `not_found`: always, or for callers who may not do another action.
   */
  readonly onDenied?: OnDenied<Action<Policies, K>>;
} & ActionInput<Action<Policies, K>>;

/** The question of `planResources`: which resources of a kind? */
export type PlanQuestion<Policies extends object, K extends Kind<Policies>> = {
  readonly resource: {
    readonly kind: K;
    /** Attributes that are the same for all of them. */
    readonly attr?: Partial<Attr<Policies, K>>;
    readonly policyVersion?: string;
    readonly scope?: string;
  };
} & ActionInput<Action<Policies, K>>;

/**
 * A checked, copied and encoded resource. Every member is set, so that none is read from
 * `Object.prototype`.
 */
export interface ParsedResource {
  readonly kind: string;
  readonly id: string;
  /** `undefined` if a loader has to find them. */
  readonly attr: Attributes | undefined;
  /** Attributes to add to those that the loader finds; `undefined` if there are none. */
  readonly beside: Attributes | undefined;
  readonly policyVersion: string | undefined;
  readonly scope: string | undefined;
}

/** A checked and copied question. */
export interface ParsedQuestion {
  readonly resource: ParsedResource;
  readonly actions: readonly string[];
  readonly onDenied: OnDenied | undefined;
}

/** One resource with all its attributes, and the actions to ask about. */
export interface ResourceCheck {
  readonly resource: ParsedResource & { readonly attr: Attributes };
  readonly actions: readonly string[];
}

/** Options of one question. */
export interface AskOptions {
  /** Stops waiting when aborted: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}
