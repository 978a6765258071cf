import type { LoaderTable } from './ask/loadKind';
import { ConfigurationError } from './errors';

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
      throw new ConfigurationError({
        code: 'invalid_configuration',
        message: `resources.${kind} must be a function (id, context) => ({ attr, value }) | null, or { loadMany }.`,
      });
    }
    loaders[kind] = loader;
  }
  return loaders;
}

function isLoader(loader: unknown): loader is NonNullable<LoaderTable[string]> {
  return (
    typeof loader === 'function' ||
    (typeof loader === 'object' &&
      loader !== null &&
      typeof Reflect.get(loader, 'loadMany') === 'function')
  );
}
