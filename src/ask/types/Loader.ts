import type { ClerkAuth } from '../../identify/ClerkAuth';
import type { Principal } from '../../identify/Principal';
import type { Attr, Kind } from './Policies';

/** What a loader is told of the request that it loads for. */
export interface LoaderContext {
  readonly auth: ClerkAuth;
  readonly principal: Principal;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** A resource as its loader found it: what policies read, and what the handler works with. */
export interface LoadedResource<A extends object = object> {
  readonly attr: A;
  readonly value?: unknown;
  /** The scope of the policies that decide, as the resource's own row says it; `''` for none. */
  readonly scope?: string | undefined;
  /** The version of the policies that decide; `''` for the PDP's default. */
  readonly policyVersion?: string | undefined;
}

type Found<A extends object> = LoadedResource<A> | null | undefined;

/** Finds one resource by its id; `null` if there is no such thing. */
export type LoadOne<A extends object = object> = (
  id: string,
  context: LoaderContext,
) => Found<A> | Promise<Found<A>>;

/**
 * Finds several resources at once, in a Map by their ids: a database gives its rows in an order of
 * its own. An id that is missing, or `null`, is one of no such thing.
 */
export interface LoadMany<A extends object = object> {
  readonly loadMany: (
    ids: readonly string[],
    context: LoaderContext,
  ) => ReadonlyMap<string, Found<A>> | Promise<ReadonlyMap<string, Found<A>>>;
}

/** How resources are found on the server: a loader per kind. */
export type Loaders<Policies extends object> = {
  readonly [K in Kind<Policies>]?: LoadOne<Attr<Policies, K>> | LoadMany<Attr<Policies, K>>;
};

/** The type of `value` that the loader of a kind brings along. */
export type LoadedValue<L, K> = string extends K
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
