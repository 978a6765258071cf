import {
  type BatchEntry,
  type Batcher,
  createBatcher,
  isLost,
  type Outcome,
  valueOf,
  whenFetched,
} from '../base/createBatcher';
import { ConfigurationError, invalidConfiguration } from '../base/errors';
import { snapshot } from '../base/snapshot';
import { type Attributes, getProperty, isObject, toAttributes } from '../base/value';
import { type Stopper, toAbortSignal } from '../base/withDeadline';
import type { LoaderContext, LoadMany, LoadOne } from './types/Loader';
import type { ParsedResource, ResourceCheck } from './types/Question';

/** A resource ready to be asked about, and what its loader brought along. */
export interface ReadyResource {
  readonly resource: ResourceCheck['resource'];
  /** Absent where it came with its attributes. */
  readonly loaded: Loaded | undefined;
}

/** Finds resources on the server, each once, and remembers what was found. */
export interface Loads {
  /**
   * Finds the attributes of the resources that came without; at once, where all came with them.
   * `undefined` stands for what does not exist.
   *
   * @throws ConfigurationError `missing_loader` or `invalid_loader`; whatever a loader throws.
   */
  find: (
    resources: readonly ParsedResource[],
    stopper: Stopper,
  ) => readonly (ReadyResource | undefined)[] | Promise<readonly (ReadyResource | undefined)[]>;
  forget: () => void;
}

/** What is known of one kind, by id. */
interface KnownKind {
  readonly batcher: Batcher<string, Loaded | undefined>;
  readonly entries: Map<string, BatchEntry<string, Loaded | undefined>>;
}

/** Makes what finds resources for one principal. */
export function createLoads(loaders: LoaderTable, context: Omit<LoaderContext, 'signal'>): Loads {
  const kinds = new Map<string, KnownKind>();

  const knownOf = (kind: string): KnownKind => {
    const known = kinds.get(kind);
    if (known !== undefined) return known;
    const batcher = createBatcher<string, Loaded | undefined>(
      `the loader of ${JSON.stringify(kind)}`,
      (ids, stopper) =>
        loadKind(loaders, kind, ids, { ...context, signal: toAbortSignal(stopper) }),
    );
    const made = { batcher, entries: new Map<string, never>() };
    kinds.set(kind, made);
    return made;
  };

  const entryOf = ({ kind, id }: ParsedResource): BatchEntry<string, Loaded | undefined> => {
    const { batcher, entries } = knownOf(kind);
    const before = entries.get(id);
    if (before !== undefined && !isLost(before)) return before;
    const entry = batcher.add(id);
    entries.set(id, entry);
    return entry;
  };

  const load = async (
    resources: readonly ParsedResource[],
    stopper: Stopper,
  ): Promise<(ReadyResource | undefined)[]> => {
    const entries = resources.map((resource) =>
      resource.attr === undefined ? entryOf(resource) : undefined,
    );
    await whenFetched(
      entries.flatMap((entry) => entry ?? []),
      stopper,
    );
    return resources.map((resource, index) => {
      const entry = entries[index];
      if (entry === undefined) return givenResource(resource);
      const loaded = valueOf(entry);
      return loaded && { resource: { ...resource, attr: loaded.attr }, loaded };
    });
  };

  return {
    find(resources, stopper) {
      const given = resources.map(givenResource);
      return given.includes(undefined) ? load(resources, stopper) : given;
    },
    forget: () => {
      kinds.clear();
    },
  };
}

/** `undefined` where a loader has to find the attributes. */
function givenResource(resource: ParsedResource): ReadyResource | undefined {
  return isComplete(resource) ? { resource, loaded: undefined } : undefined;
}

function isComplete(resource: ParsedResource): resource is ResourceCheck['resource'] {
  return resource.attr !== undefined;
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
async function loadKind(
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
  const attr = getProperty(found, 'attr');
  if (!isObject(attr)) {
    throw invalidLoader(kind, 'must return { attr, value? }, or null if there is no such thing');
  }
  const raw = snapshot(attr);
  return {
    attr: toAttributes(raw, `resources.${kind}(…).attr`),
    raw,
    value: getProperty(found, 'value'),
  };
}

function invalidLoader(kind: string, expected: string): ConfigurationError {
  return new ConfigurationError({
    code: 'invalid_loader',
    message: `The loader of ${JSON.stringify(kind)} ${expected}.`,
  });
}

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
