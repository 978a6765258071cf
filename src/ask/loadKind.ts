import { ConfigurationError } from '../errors';
import { isObject, member } from '../member';
import { snapshot } from '../snapshot';
import { type Attributes, toAttributes } from '../value';
import type { Outcome } from './createBatcher';
import type { LoaderContext, LoadMany, LoadOne } from './Loader';

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
