import { ConfigurationError } from '../errors';
import { snapshot } from '../snapshot';
import { toAttributes } from '../value';
import type { LoadedResource, LoaderContext, LoadMany, LoadOne } from './Loader';
import type { ResourceCheck } from './PdpCall';
import type { AskedResource } from './readQuestion';

/** The loaders of an app, by kind, whatever their attributes. */
export type LoaderTable = Readonly<Record<string, LoadOne | LoadMany | undefined>>;

/** A resource ready to be asked about, and what its loader brought along. */
export interface ReadyResource {
  readonly resource: ResourceCheck['resource'];
  /** The attributes as the app gave or loaded them, in a copy of their own. */
  readonly raw: object;
  readonly value: unknown;
}

/**
 * Finds the attributes of the resources that came without: each resource is loaded once, and a
 * kind with `loadMany` in one call. `undefined` stands for what does not exist.
 *
 * @throws ConfigurationError `missing_loader` or `invalid_loader`; whatever a loader throws.
 */
export async function loadResources(
  loaders: LoaderTable,
  resources: readonly AskedResource[],
  context: LoaderContext,
): Promise<(ReadyResource | undefined)[]> {
  const wanted = new Map<string, Set<string>>();
  for (const { kind, id, attr } of resources) {
    if (attr !== undefined) continue;
    const ids = wanted.get(kind) ?? new Set();
    wanted.set(kind, ids.add(id));
  }
  const loaded = new Map<string, ReadonlyMap<string, LoadedResource | undefined>>();
  await Promise.all(
    [...wanted].map(async ([kind, ids]) => {
      loaded.set(kind, await loadKind(loaders, kind, [...ids], context));
    }),
  );
  return resources.map((resource) => {
    const { attr, raw = {}, ...named } = resource;
    if (attr !== undefined) return { resource: { ...named, attr }, raw, value: undefined };
    const found = loaded.get(resource.kind)?.get(resource.id);
    if (found === undefined) return undefined;
    const path = `resources.${resource.kind}(…).attr`;
    const own = snapshot(found.attr);
    return {
      resource: { ...named, attr: toAttributes(own, path) },
      raw: own,
      value: found.value,
    };
  });
}

async function loadKind(
  loaders: LoaderTable,
  kind: string,
  ids: readonly string[],
  context: LoaderContext,
): Promise<ReadonlyMap<string, LoadedResource | undefined>> {
  const loader = Object.hasOwn(loaders, kind) ? loaders[kind] : undefined;
  if (loader === undefined) {
    throw new ConfigurationError({
      code: 'missing_loader',
      message: `A resource of kind ${JSON.stringify(kind)} was asked about without attributes, and there is no loader for it. Pass attr, or add resources: { ${JSON.stringify(kind)}: async (id) => … }.`,
    });
  }
  if (typeof loader === 'function') {
    const found = await Promise.all(ids.map(async (id) => loader(id, context)));
    return new Map(ids.map((id, index) => [id, readLoaded(kind, found[index])]));
  }
  const found: unknown = await loader.loadMany([...ids], context);
  if (!Array.isArray(found) || found.length !== ids.length) {
    throw invalidLoader(kind, `must return ${ids.length} entries, in the order of the ids`);
  }
  const entries: readonly unknown[] = found;
  return new Map(ids.map((id, index) => [id, readLoaded(kind, entries[index])]));
}

function readLoaded(kind: string, found: unknown): LoadedResource | undefined {
  if (found === null || found === undefined) return undefined;
  const loaded = typeof found === 'object' ? found : {};
  const attr: unknown = Reflect.get(loaded, 'attr');
  if (typeof attr !== 'object' || attr === null) {
    throw invalidLoader(kind, 'must return { attr, value? }, or null if there is no such thing');
  }
  return { attr, value: Reflect.get(loaded, 'value') };
}

function invalidLoader(kind: string, expected: string): ConfigurationError {
  return new ConfigurationError({
    code: 'invalid_loader',
    message: `The loader of ${JSON.stringify(kind)} ${expected}.`,
  });
}
