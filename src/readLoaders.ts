import type { LoaderTable } from './ask/loadKind';
import { member } from './member';
import { misconfigured } from './misconfigured';

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
