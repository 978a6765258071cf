import { ConfigurationError, invalidConfiguration } from '../base/errors';
import { getProperty } from '../base/value';
import type { LoadMany, LoadOne } from './types/Loader';

/** The loaders of an app by kind, with any attributes. */
export type LoaderTable = Readonly<Record<string, LoadOne | LoadMany | undefined>>;

/**
 * Reads the loaders of an app into an object without a prototype: a kind called `constructor` must
 * not find an inherited member.
 *
 * @throws ConfigurationError `invalid_configuration` for a value that is not a loader.
 */
export function readLoaders(resources: object): LoaderTable {
  const loaders = Object.create(null) as Record<string, LoaderTable[string]>; // still empty
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

// In the name of a policy, Cerbos replaces these characters of the kind with `_`. So `org:invoice`
// and `org_invoice` are the same kind for Cerbos, but two kinds here.
const ALIASED = /[^A-Za-z0-9_.]+/g;

const canonical = (kind: string) => kind.replace(ALIASED, '_');

/**
 * Refuses kinds that Cerbos would confuse with a kind that has a loader. Under the other name, the
 * attributes would not come from that loader.
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
    message: `Cerbos treats the resource kinds ${JSON.stringify(kind)} and ${JSON.stringify(other)} as the same kind. Use one of the two names everywhere.`,
  });
}
