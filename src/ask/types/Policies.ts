/**
 * Where an app registers its policies, once, in a file that is a module; every entry reads it.
 *
 * @example
 * ```ts
 * export interface Policies {
 *   document: { actions: 'view' | 'edit'; attr: { ownerId: string } };
 * }
 *
 * declare module 'clerk-cerbos' {
 *   interface Register {
 *     policies: Policies;
 *   }
 * }
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- apps fill it by declaration merging
export interface Register {}

/** Policies of any kind: what is accepted as long as none are registered. */
export interface AnyPolicies {
  readonly [kind: string]: { readonly actions: string; readonly attr: object };
}

/** The registered policies: resource kinds, their actions and attributes. */
export type RegisteredPolicies = Register extends { policies: infer Policies extends object }
  ? Policies
  : AnyPolicies;

/** The kinds of resource that there are policies for. */
export type Kind<Policies extends object = RegisteredPolicies> = Extract<keyof Policies, string>;

/** The actions that the policies of a kind know. */
export type Action<Policies extends object, K extends Kind<Policies>> = Policies[K] extends {
  readonly actions: infer Actions extends string;
}
  ? Actions
  : string;

/** The attributes that the policies of a kind read. */
export type Attr<Policies extends object, K extends Kind<Policies>> = Policies[K] extends {
  readonly attr: infer Attr extends object;
}
  ? Attr
  : object;
