import {
  type BatchEntry,
  type Batcher,
  createBatcher,
  isLost,
  valueOf,
  whenFetched,
} from '../base/createBatcher';
import { type Stopper, toAbortSignal } from '../base/withDeadline';
import { type Loaded, loadKind } from './loadKind';
import { invalid, NEW_ID } from './readQuestion';
import type { LoaderTable } from './readLoaders';
import type { LoaderContext } from './types/Loader';
import type { ParsedResource, ResourceCheck } from './types/Question';

/** A resource ready to be asked about, with its loader's result. */
export interface ReadyResource {
  readonly resource: ResourceCheck['resource'];
  /** Absent if the question contained the attributes. */
  readonly loaded: Loaded | undefined;
}

/** Loads resources on the server, each once, and remembers them. */
export interface Loads {
  /**
   * Finds the attributes of resources that were asked about without them. Synchronous if all have
   * attributes. `undefined` means that the resource does not exist.
   *
   * @throws ConfigurationError `missing_loader` or `invalid_loader`; any error of a loader.
   */
  find: (
    resources: readonly ParsedResource[],
    stopper: Stopper,
  ) => readonly (ReadyResource | undefined)[] | Promise<readonly (ReadyResource | undefined)[]>;
  forget: () => void;
}

/** The loaded resources of one kind, by id. */
interface KnownKind {
  readonly batcher: Batcher<string, Loaded | undefined>;
  readonly entries: Map<string, BatchEntry<string, Loaded | undefined>>;
}

/** Makes the loading for one principal. */
export function createLoads(loaders: LoaderTable, context: Omit<LoaderContext, 'signal'>): Loads {
  const kinds = new Map<string, KnownKind>();

  const knownOf = (kind: string): KnownKind => {
    const known = kinds.get(kind);
    if (known !== undefined) return known;
    const batcher = createBatcher<string, Loaded | undefined>(
      `the loader of ${JSON.stringify(kind)}`,
      (ids, stopper) => {
        let signal: AbortSignal | undefined;
        return loadKind(loaders, kind, ids, {
          ...context,
          // Made on first use, since many loaders need none.
          get signal() {
            return (signal ??= toAbortSignal(stopper));
          },
        });
      },
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
      resource.attr === undefined && resource.id !== NEW_ID ? entryOf(resource) : undefined,
    );
    await whenFetched(
      entries.flatMap((entry) => entry ?? []),
      stopper,
    );
    return resources.map((resource, index) => {
      const entry = entries[index];
      if (entry === undefined) return givenResource(resource);
      const loaded = valueOf(entry);
      return loaded && { resource: completed(resource, loaded), loaded };
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

/** The resource, if the question contained its attributes. */
function givenResource(resource: ParsedResource): ReadyResource | undefined {
  return isComplete(resource) ? { resource, loaded: undefined } : undefined;
}

/** @throws RejectedError `invalid_question` if the question and the loader disagree. */
function completed(asked: ParsedResource, loaded: Loaded): ResourceCheck['resource'] {
  const agreed = (name: 'scope' | 'policyVersion') => {
    const [question, loader] = [asked[name], loaded[name]];
    if (question === undefined || loader === undefined || question === loader) {
      const said = question ?? loader;
      return said === '' ? undefined : said;
    }
    throw invalid(
      `resource.${name}`,
      `is not the one that the loader of ${JSON.stringify(asked.kind)} returns. Leave it out of the question`,
    );
  };
  const { kind, id } = asked;
  const policyVersion = agreed('policyVersion');
  const { beside } = asked;
  const attr = beside === undefined ? loaded.attr : { ...loaded.attr, ...beside };
  return { kind, id, attr, beside: undefined, policyVersion, scope: agreed('scope') };
}

function isComplete(resource: ParsedResource): resource is ResourceCheck['resource'] {
  return resource.attr !== undefined;
}
