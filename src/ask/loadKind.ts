import type { Outcome } from '../base/createBatcher';
import { warnOnce } from '../base/development';
import { ConfigurationError } from '../base/errors';
import { snapshot } from '../base/snapshot';
import { type Attributes, getProperty, isObject, isWellFormed, toAttributes } from '../base/value';
import type { LoaderTable } from './readLoaders';
import type { LoaderContext } from './types/Loader';

/** What a loader found, encoded once. */
export interface Loaded {
  readonly attr: Attributes;
  /** The attributes as the app loaded them, in a copy of their own. */
  readonly raw: object;
  readonly value: unknown;
  /** `''` where it was said that there is none, `undefined` where nothing was said of it. */
  readonly scope: string | undefined;
  readonly policyVersion: string | undefined;
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
  const found = readMap(kind, await loader.loadMany([...ids], context));
  return Promise.allSettled(ids.map(async (id) => readLoaded(kind, await found.get(id))));
}

/**
 * Reads what many were found: a Map by id, since a database gives its rows in an order of its own.
 * An id that was not asked is left alone rather than refused: a database that takes `A` and `a` for
 * one finds the other. Its asker must get "no such thing", and must not break the call.
 *
 * @throws ConfigurationError `invalid_loader`.
 */
function readMap(kind: string, found: unknown): ReadonlyMap<unknown, unknown> {
  if (!isMap(found)) {
    throw invalidLoader(
      kind,
      'must return a Map by id from loadMany, so that no order of rows can decide on the wrong one: return new Map(rows.map((row) => [row.id, { attr: row, value: row }]))',
    );
  }
  for (const id of found.keys()) {
    if (typeof id === 'string') continue;
    throw invalidLoader(
      kind,
      `must return a Map whose keys are the ids that it was given, which are strings; one is a ${typeof id}: write [String(row.id), …]`,
    );
  }
  return found;
}

/** By its shape: a Map of another realm is one, too. */
function isMap(found: unknown): found is ReadonlyMap<unknown, unknown> {
  return (
    typeof getProperty(found, 'get') === 'function' &&
    typeof getProperty(found, 'keys') === 'function'
  );
}

const PARTS: readonly string[] = ['attr', 'value', 'scope', 'policyVersion'];

/** What is not understood is refused: a scope that is dropped lets the base policy decide. */
function readLoaded(kind: string, found: unknown): Loaded | undefined {
  if (found === null || found === undefined) return undefined;
  const attr = getProperty(found, 'attr');
  if (!isObject(found) || !isObject(attr)) {
    throw invalidLoader(
      kind,
      'must return an object with attr (and value, scope or policyVersion if you need them), or null when there is no such resource',
    );
  }
  const other = Object.keys(found).find((name) => !PARTS.includes(name));
  if (other !== undefined) {
    throw invalidLoader(
      kind,
      `returns ${JSON.stringify(other)}, which is none of ${PARTS.join(', ')}. What policies read belongs in attr, what handlers work with in value`,
    );
  }
  const raw = snapshot(attr);
  return {
    attr: toAttributes(raw, `resources.${kind}(…).attr`),
    raw,
    value: getProperty(found, 'value'),
    scope: readName(kind, found, 'scope'),
    policyVersion: readName(kind, found, 'policyVersion'),
  };
}

/** A name that is there without a value may be a column that the query left out. */
function readName(kind: string, found: object, name: string): string | undefined {
  const value = getProperty(found, name);
  if (value === undefined) {
    if (Object.hasOwn(found, name)) {
      warnOnce(
        `The loader of ${JSON.stringify(kind)} returns a ${name} that is undefined, so that the base policy decides. If the resource has none, write ${name}: row.${name} ?? ''.`,
      );
    }
    return undefined;
  }
  if (typeof value === 'string' && isWellFormed(value)) return value;
  throw invalidLoader(
    kind,
    `returns a ${name} that is not well-formed text. Leave it out, or write ${name}: row.${name} ?? ''`,
  );
}

function invalidLoader(kind: string, expected: string): ConfigurationError {
  return new ConfigurationError({
    code: 'invalid_loader',
    message: `The loader of ${JSON.stringify(kind)} ${expected}.`,
  });
}
