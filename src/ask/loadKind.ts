import type { Outcome } from '../base/createBatcher';
import { warnOnce } from '../base/development';
import { ConfigurationError } from '../base/errors';
import { snapshot } from '../base/snapshot';
import { type Attributes, getProperty, isObject, isWellFormed, toAttributes } from '../base/value';
import type { LoaderTable } from './readLoaders';
import { withoutName } from './readQuestion';
import type { LoaderContext } from './types/Loader';

/** What a loader returned, encoded once. */
export interface Loaded {
  readonly attr: Attributes;
  /** A copy of the attributes as the app returned them. */
  readonly raw: object;
  readonly value: unknown;
  /** `''` if the loader returned an empty one, `undefined` if it returned none. */
  readonly scope: string | undefined;
  readonly policyVersion: string | undefined;
}

/**
 * Loads resources of one kind, in one call if the loader can do that. `undefined` means that the
 * resource does not exist.
 *
 * @throws ConfigurationError `missing_loader` or `invalid_loader`; any error of a `loadMany`.
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
      message: `The question about a resource of kind ${JSON.stringify(kind)} has no attributes, and this kind has no loader. Pass attr, or add resources: { ${JSON.stringify(kind)}: async (id) => … } to createClerkCerbos.`,
    });
  }
  if (typeof loader === 'function') {
    return Promise.allSettled(ids.map(async (id) => readLoaded(kind, await loader(id, context))));
  }
  const found = readMap(kind, await loader.loadMany([...ids], context));
  return Promise.allSettled(ids.map(async (id) => readLoaded(kind, await found.get(id))));
}

/**
 * Reads the result of a `loadMany`: a Map by id, because a database may return rows in any order.
 * An id that was not asked for is ignored: a database that treats `A` and `a` as equal returns the
 * other one. The question about it must find nothing, and must not break the call.
 *
 * @throws ConfigurationError `invalid_loader`.
 */
function readMap(kind: string, found: unknown): ReadonlyMap<unknown, unknown> {
  if (!isMap(found)) {
    throw invalidLoader(
      kind,
      'must return a Map by id from loadMany, because rows may come in any order. Write return new Map(rows.map((row) => [row.id, { attr: row, value: row }]))',
    );
  }
  for (const id of found.keys()) {
    if (typeof id === 'string') continue;
    throw invalidLoader(
      kind,
      `must return a Map whose keys are strings, like the ids that it gets; one key is a ${typeof id}. Write [String(row.id), …]`,
    );
  }
  return found;
}

/** Recognized by its shape: a Map of another realm is a Map, too. */
function isMap(found: unknown): found is ReadonlyMap<unknown, unknown> {
  return (
    typeof getProperty(found, 'get') === 'function' &&
    typeof getProperty(found, 'keys') === 'function'
  );
}

const PARTS: readonly string[] = ['attr', 'value', 'scope', 'policyVersion'];

/** Unknown members are refused: if a misspelt scope were ignored, the base policy would decide. */
function readLoaded(kind: string, found: unknown): Loaded | undefined {
  if (found === null || found === undefined) return undefined;
  const attr = getProperty(found, 'attr');
  if (!isObject(found) || !isObject(attr)) {
    const isMisspelt = isObject(getProperty(found, 'attributes'));
    throw invalidLoader(
      kind,
      isMisspelt
        ? 'returns attributes. Write attr in place of it'
        : 'must return an object with attr (and value, scope or policyVersion if you need them), or null when there is no such resource',
    );
  }
  const other = Object.keys(found).find((name) => !PARTS.includes(name));
  if (other !== undefined) {
    throw invalidLoader(
      kind,
      `returns a member ${JSON.stringify(other)}, but only ${PARTS.join(', ')} are allowed. Put what policies read into attr, and what handlers use into value`,
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

/** A member that is present but undefined may be a column that the query did not select. */
function readName(kind: string, found: object, name: string): string | undefined {
  const value = getProperty(found, name);
  if (value === undefined) {
    if (Object.hasOwn(found, name)) {
      warnOnce(
        `The loader of ${JSON.stringify(kind)} returns ${name}: undefined, so the PDP uses ${withoutName(name)}. If you mean that, write ${name}: row.${name} ?? ''.`,
      );
    }
    return undefined;
  }
  if (typeof value === 'string' && isWellFormed(value)) return value;
  throw invalidLoader(
    kind,
    `returns a ${name} that is not a well-formed string. Leave it out, or write ${name}: row.${name} ?? ''`,
  );
}

function invalidLoader(kind: string, expected: string): ConfigurationError {
  return new ConfigurationError({
    code: 'invalid_loader',
    message: `The loader of ${JSON.stringify(kind)} ${expected}.`,
  });
}
