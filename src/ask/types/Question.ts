import type { Attributes } from '../../base/value';
import type { Action, Attr, Kind, RegisteredPolicies } from './Policies';

/**
 * A resource to ask about. Without `attr` its kind needs a loader, which says `scope` and
 * `policyVersion`, too. A `scope` comes from the resource's own row, never from the caller's
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

/** Either one action or several, never both. */
export type ActionInput<A extends string> =
  | { readonly action: A; readonly actions?: never }
  | { readonly actions: readonly A[]; readonly action?: never };

/** What `checkResource` is asked. */
export interface CheckQuestion<Policies extends object, K extends Kind<Policies>> {
  readonly resource: ResourceInput<Policies, K>;
  readonly actions: readonly Action<Policies, K>[];
  /** Matched policies and derived roles on the decision; on by default in development. */
  readonly includeMetadata?: boolean;
}

/** One of the questions of `checkResources`: the actions fit the kind. */
export type CheckEntry<Policies extends object = RegisteredPolicies> = {
  [K in Kind<Policies>]: {
    readonly resource: ResourceInput<Policies, K>;
    readonly actions: readonly Action<Policies, K>[];
  };
}[Kind<Policies>];

/** What `isAllowed` is asked. */
export interface IsAllowedQuestion<Policies extends object, K extends Kind<Policies>> {
  readonly resource: ResourceInput<Policies, K>;
  readonly action: Action<Policies, K>;
}

/**
 * How a denial looks to a caller who is signed in. `'not-found'` hides that there is such a thing.
 * `{ notFoundUnless: 'view' }` hides it from strangers only. That action is asked in the same call,
 * and allows nothing by itself: a denied caller who may do it learns of the denial, or is asked to
 * verify the session again where the policy says so; every other denied caller is told that there
 * is no such thing.
 */
export type OnDenied<A extends string = string> = 'not-found' | { readonly notFoundUnless: A };

/** What `authorize` is asked. */
export type AuthorizeQuestion<Policies extends object, K extends Kind<Policies>> = {
  readonly resource: ResourceInput<Policies, K>;
  /** How a denial looks: with the code `not_found`, always or to strangers only. */
  readonly onDenied?: OnDenied<Action<Policies, K>>;
} & ActionInput<Action<Policies, K>>;

/** What `planResources` is asked: which resources of a kind? */
export type PlanQuestion<Policies extends object, K extends Kind<Policies>> = {
  readonly resource: {
    readonly kind: K;
    /** What is already known of all of them. */
    readonly attr?: Partial<Attr<Policies, K>>;
    readonly policyVersion?: string;
    readonly scope?: string;
  };
} & ActionInput<Action<Policies, K>>;

/**
 * A resource as it was when it was asked about: checked, copied and encoded. Each of its parts is
 * there, so that none is read from `Object.prototype`, nor left behind.
 */
export interface ParsedResource {
  readonly kind: string;
  readonly id: string;
  /** `undefined` where a loader has to find it. */
  readonly attr: Attributes | undefined;
  readonly policyVersion: string | undefined;
  readonly scope: string | undefined;
}

/** A question as it was when it was asked. */
export interface ParsedQuestion {
  readonly resource: ParsedResource;
  readonly actions: readonly string[];
  readonly onDenied: OnDenied | undefined;
}

/** One resource, with all its attributes, and the actions asked about it. */
export interface ResourceCheck {
  readonly resource: ParsedResource & { readonly attr: Attributes };
  readonly actions: readonly string[];
}

/** How long to wait for an answer, beside the client's own `timeoutMs`. */
export interface AskOptions {
  /** Gives up when aborted: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}
