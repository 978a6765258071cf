import type { Outcome } from '../../base/async/createBatcher';
import { ConfigurationError, misconfigured } from '../../base/errors';
import { isObject, member } from '../../base/getProperty';
import { snapshot } from '../../base/snapshot';
import { type Attributes, toAttributes } from '../../base/value';
import type { LoaderContext, LoadMany, LoadOne } from '../types/Loader';

/**
 * Reads the loaders of an app. They are copied without a prototype: a kind called `constructor` has
 * a loader only if it was given one.
 *
 * @throws ConfigurationError `invalid_configuration` for what can't load.
 */
export function readLoaders(resources: object): LoaderTable {
  const loaders = Object.create(null) as Record<string, LoaderTable[string]>; // no members yet
  for (const [kind, loader] of Object.entries(resources) as [string, unknown][]) {
    if (!isLoader(loader)) {
      throw misconfigured(
        `resources.${kind} must be a function (id, context) => ({ attr, value }) | null, or { loadMany }.`,
      );
    }
    loaders[kind] = loader;
  }
  return loaders;
}

function isLoader(loader: unknown): loader is NonNullable<LoaderTable[string]> {
  return typeof loader === 'function' || typeof member(loader, 'loadMany') === 'function';
}

// Cerbos looks up the policy of such a kind under a name in which these characters are `_`, so
// `org:invoice` and `org_invoice` are one kind to it, though they would be two here.
const ALIASED = /[^A-Za-z0-9_.]+/g;

const canonical = (kind: string) => kind.replace(ALIASED, '_');

/**
 * Makes the guard against kinds that Cerbos would take for another one that has a loader: asked
 * under its alias, a resource's attributes would not come from the loader that the app trusts.
 *
 * @throws ConfigurationError `ambiguous_kind` if two of the kinds are aliases of each other.
 */
export function createKindGuard(known: readonly string[]): (kind: string) => void {
  const names = new Map<string, string>();
  for (const kind of known) {
    const other = names.get(canonical(kind));
    if (other !== undefined) throw ambiguous(kind, other);
    names.set(canonical(kind), kind);
  }
  return (kind) => {
    const other = names.get(canonical(kind));
    if (other !== undefined && other !== kind) throw ambiguous(kind, other);
  };
}

function ambiguous(kind: string, other: string): ConfigurationError {
  return new ConfigurationError({
    code: 'ambiguous_kind',
    message: `Cerbos takes the resource kind ${JSON.stringify(kind)} for ${JSON.stringify(other)}. Write one and the same name everywhere.`,
  });
}

/** The loaders of an app, by kind, whatever their attributes. */
export type LoaderTable = Readonly<Record<string, LoadOne | LoadMany | undefined>>;

/** What a loader found, encoded once. */
export interface Loaded {
  readonly attr: Attributes;
  /** The attributes as the app loaded them, in a copy of their own. */
  readonly raw: object;
  readonly value: unknown;
}

/**
 * Loads resources of one kind, in one call where its loader can. `undefined` stands for what does
 * not exist.
 *
 * @throws ConfigurationError `missing_loader` or `invalid_loader`; what a `loadMany` throws.
 */
export async function loadKind(
  loaders: LoaderTable,
  kind: string,
  ids: readonly string[],
  context: LoaderContext,
): Promise<readonly Outcome<Loaded | undefined>[]> {
  const loader = Object.hasOwn(loaders, kind) ? loaders[kind] : undefined;
  if (loader === undefined) {
    throw new ConfigurationError({
      code: 'missing_loader',
      message: `A resource of kind ${JSON.stringify(kind)} was asked about without attributes, and there is no loader for it. Pass attr, or add resources: { ${JSON.stringify(kind)}: async (id) => … }.`,
    });
  }
  if (typeof loader === 'function') {
    return Promise.allSettled(ids.map(async (id) => readLoaded(kind, await loader(id, context))));
  }
  const found: unknown = await loader.loadMany([...ids], context);
  if (!Array.isArray(found) || found.length !== ids.length) {
    throw invalidLoader(kind, `must return ${ids.length} entries, in the order of the ids`);
  }
  return Promise.allSettled(
    Array.from<unknown, Promise<Loaded | undefined>>(found, async (entry) =>
      readLoaded(kind, await entry),
    ),
  );
}

function readLoaded(kind: string, found: unknown): Loaded | undefined {
  if (found === null || found === undefined) return undefined;
  const attr = member(found, 'attr');
  if (!isObject(attr)) {
    throw invalidLoader(kind, 'must return { attr, value? }, or null if there is no such thing');
  }
  const raw = snapshot(attr);
  return {
    attr: toAttributes(raw, `resources.${kind}(…).attr`),
    raw,
    value: member(found, 'value'),
  };
}

function invalidLoader(kind: string, expected: string): ConfigurationError {
  return new ConfigurationError({
    code: 'invalid_loader',
    message: `The loader of ${JSON.stringify(kind)} ${expected}.`,
  });
}
