import type { ClerkAuth } from '../../identify/ClerkAuth';
import type { Principal } from '../../identify/Principal';
import type { Attr, Kind } from './Policies';

/** The second argument of a loader. */
export interface LoaderContext {
  readonly auth: ClerkAuth;
  readonly principal: Principal;
  /** Aborted when no question needs the result any more. */
  readonly signal: AbortSignal;
}

/** A resource as its loader found it. `attr` is for the policies, `value` for the handler. */
export interface LoadedResource<A extends object = object> {
  readonly attr: A;
  readonly value?: unknown;
  /** The scope of the policies that decide, from the resource's own row; `''` for none. */
  readonly scope?: string | undefined;
  /** The version of the policies that decide; `''` for the PDP's default version. */
  readonly policyVersion?: string | undefined;
}

type Found<A extends object> = LoadedResource<A> | null | undefined;

/** Finds one resource by its id; `null` if it does not exist. */
export type LoadOne<A extends object = object> = (
  id: string,
  context: LoaderContext,
) => Found<A> | Promise<Found<A>>;

/**
 * Finds several resources at once, in a Map by their ids, because a database may return rows in any
 * order. If an id is missing or `null`, that resource does not exist.
 */
export interface LoadMany<A extends object = object> {
  readonly loadMany: (
    ids: readonly string[],
    context: LoaderContext,
  ) => ReadonlyMap<string, Found<A>> | Promise<ReadonlyMap<string, Found<A>>>;
}

/** A loader per kind. Loaders find resources on the server. */
export type Loaders<Policies extends object> = {
  // Over the keys themselves, so that the editor shows what the policies say of a kind.
  readonly [K in keyof Policies as K & string]?:
    LoadOne<Attr<Policies, K & Kind<Policies>>> | LoadMany<Attr<Policies, K & Kind<Policies>>>;
};

/**
 * Any value for each kind. It forbids nothing: beside the loaders of an app, it lets the editor show
 * what the policies say of a kind.
 */
export type DescribedKinds<Policies extends object> = {
  readonly [K in keyof Policies as K & string]?: unknown;
};

/**
 * The type of `value` that the loader of a kind returns; `unknown` if the loaders are not known.
 */
export type LoadedValue<L, K> = unknown extends L
  ? unknown
  : string extends K
    ? // Which kind it is shows only at run time.
      ValueOf<L[keyof L]> | undefined
    : K extends keyof L
      ? ValueOf<L[K]>
      : undefined;

type ValueOf<Loader> = Loader extends { readonly loadMany: (...args: never) => infer Many }
  ? Awaited<Many> extends ReadonlyMap<string, infer One>
    ? ValueIn<One>
    : unknown
  : Loader extends (...args: never) => infer One
    ? ValueIn<Awaited<One>>
    : unknown;

type ValueIn<Loaded> = Loaded extends null | undefined
  ? never
  : Loaded extends { readonly value: infer Value }
    ? Value
    : Loaded extends { readonly value?: infer Value }
      ? Value | undefined
      : undefined;
