/**
 * An app registers its policies here, once, in a file that is a module. Every entry reads it.
 *
 * @example
 * ```ts
 * import type {} from 'clerk-cerbos';
 *
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

/** Policies of any kind: used if no policies are registered. */
export interface AnyPolicies {
  readonly [kind: string]: { readonly actions: string; readonly attr: object };
}

/** The registered policies: resource kinds with their actions and attributes. */
export type RegisteredPolicies = Register extends { policies: infer Policies extends object }
  ? Policies
  : AnyPolicies;

/** The kinds of resource in the policies. */
export type Kind<Policies extends object = RegisteredPolicies> = Extract<keyof Policies, string>;

/** The actions in the policies of a kind. */
export type Action<
  Policies extends object = RegisteredPolicies,
  K extends Kind<Policies> = Kind<Policies>,
> = Policies[K] extends {
  readonly actions: infer Actions extends string;
}
  ? Actions
  : string;

/** The attributes that the policies of a kind read. */
export type Attr<
  Policies extends object = RegisteredPolicies,
  K extends Kind<Policies> = Kind<Policies>,
> = Policies[K] extends {
  readonly attr: infer Attr extends object;
}
  ? Attr
  : object;
