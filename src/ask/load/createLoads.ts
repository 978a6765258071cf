import type { AskedResource, ResourceCheck } from '../types/Question';
import {
  type Batcher,
  createBatcher,
  fetched,
  isLost,
  type Place,
  valueOf,
} from '../../base/async/createBatcher';
import { type StopSignal, toAbortSignal } from '../../base/async/withDeadline';
import type { LoaderContext } from '../types/Loader';
import { type Loaded, type LoaderTable, loadKind } from './loaders';

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
    resources: readonly AskedResource[],
    signal: StopSignal,
  ) => readonly (ReadyResource | undefined)[] | Promise<readonly (ReadyResource | undefined)[]>;
  forget: () => void;
}

/** What is known of one kind, by id. */
interface KnownKind {
  readonly batcher: Batcher<string, Loaded | undefined>;
  readonly places: Map<string, Place<string, Loaded | undefined>>;
}

/** Makes what finds resources for one principal. */
export function createLoads(loaders: LoaderTable, context: Omit<LoaderContext, 'signal'>): Loads {
  const kinds = new Map<string, KnownKind>();

  const knownOf = (kind: string): KnownKind => {
    const known = kinds.get(kind);
    if (known !== undefined) return known;
    const batcher = createBatcher<string, Loaded | undefined>((ids, signal) =>
      loadKind(loaders, kind, ids, { ...context, signal: toAbortSignal(signal) }),
    );
    const made = { batcher, places: new Map<string, never>() };
    kinds.set(kind, made);
    return made;
  };

  const placeOf = ({ kind, id }: AskedResource): Place<string, Loaded | undefined> => {
    const { batcher, places } = knownOf(kind);
    const before = places.get(id);
    if (before !== undefined && !isLost(before)) return before;
    const place = batcher.add(id);
    places.set(id, place);
    return place;
  };

  const load = async (
    resources: readonly AskedResource[],
    signal: StopSignal,
  ): Promise<(ReadyResource | undefined)[]> => {
    const places = resources.map((resource) =>
      resource.attr === undefined ? placeOf(resource) : undefined,
    );
    await fetched(
      places.flatMap((place) => place ?? []),
      signal,
    );
    return resources.map((resource, index) => {
      const place = places[index];
      if (place === undefined) return givenResource(resource);
      const loaded = valueOf(place);
      return loaded && { resource: { ...resource, attr: loaded.attr }, loaded };
    });
  };

  return {
    find(resources, signal) {
      const given = resources.map(givenResource);
      return given.includes(undefined) ? load(resources, signal) : given;
    },
    forget: () => {
      kinds.clear();
    },
  };
}

/** `undefined` where a loader has to find the attributes. */
function givenResource(resource: AskedResource): ReadyResource | undefined {
  return isComplete(resource) ? { resource, loaded: undefined } : undefined;
}

function isComplete(resource: AskedResource): resource is ResourceCheck['resource'] {
  return resource.attr !== undefined;
}
