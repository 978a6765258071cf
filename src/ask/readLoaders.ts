import { ConfigurationError, invalidConfiguration } from '../base/errors';
import { getProperty } from '../base/value';
import type { LoadMany, LoadOne } from './types/Loader';

/** The loaders of an app, by kind, whatever their attributes. */
export type LoaderTable = Readonly<Record<string, LoadOne | LoadMany | undefined>>;

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
      throw invalidConfiguration(
        `resources.${kind} must be a function (id, context) => ({ attr, value }) | null, or { loadMany }.`,
      );
    }
    loaders[kind] = loader;
  }
  return loaders;
}

function isLoader(loader: unknown): loader is NonNullable<LoaderTable[string]> {
  return typeof loader === 'function' || typeof getProperty(loader, 'loadMany') === 'function';
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
