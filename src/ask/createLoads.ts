import { type Batcher, createBatcher } from './createBatcher';
import type { LoaderContext } from './Loader';
import { type Loaded, type LoaderTable, loadKind } from './loadKind';
import type { ResourceCheck } from './PdpCall';
import type { AskedResource } from './readQuestion';
import type { StopSignal } from './StopSignal';

/** A resource ready to be asked about, and what its loader brought along. */
export interface ReadyResource {
  readonly resource: ResourceCheck['resource'];
  /** The attributes as the app gave or loaded them, in a copy of their own. */
  readonly raw: object;
  readonly value: unknown;
}

/** Finds resources on the server, each once, and remembers what was found. */
export interface Loads {
  /**
   * Finds the attributes of the resources that came without. `undefined` stands for what does not
   * exist.
   *
   * @throws ConfigurationError `missing_loader` or `invalid_loader`; whatever a loader throws.
   */
  find: (
    resources: readonly AskedResource[],
    signal: StopSignal,
  ) => Promise<(ReadyResource | undefined)[]>;
  /** The same, at once, where no attributes are missing. */
  given: (resources: readonly AskedResource[]) => ReadyResource[] | undefined;
  forget: () => void;
}

/** Makes what finds resources for one principal. */
export function createLoads(loaders: LoaderTable, context: Omit<LoaderContext, 'signal'>): Loads {
  const batchers = new Map<string, Batcher<string, Loaded | undefined>>();

  const batcherOf = (kind: string): Batcher<string, Loaded | undefined> => {
    const known = batchers.get(kind);
    if (known !== undefined) return known;
    const made = createBatcher<string, Loaded | undefined>(
      (id) => id,
      (ids, signal) => loadKind(loaders, kind, ids, { ...context, signal }),
    );
    batchers.set(kind, made);
    return made;
  };

  return {
    async find(resources, signal) {
      const wanted = new Map<string, Set<string>>();
      for (const { kind, id, attr } of resources) {
        if (attr !== undefined) continue;
        wanted.set(kind, (wanted.get(kind) ?? new Set()).add(id));
      }
      const loaded = new Map<string, ReadonlyMap<string, Loaded | undefined>>();
      if (wanted.size > 0)
        await Promise.all(
          [...wanted].map(async ([kind, names]) => {
            const ids = [...names];
            const found = await batcherOf(kind).get(ids, signal);
            loaded.set(kind, new Map(ids.map((id, index) => [id, found[index]])));
          }),
        );
      return resources.map((resource) => {
        const { kind, id, attr, raw = {} } = resource;
        const found =
          attr === undefined ? loaded.get(kind)?.get(id) : { attr, raw, value: undefined };
        return found && readyResource(resource, found);
      });
    },
    given(resources) {
      const ready: ReadyResource[] = [];
      for (const resource of resources) {
        const { attr, raw = {} } = resource;
        if (attr === undefined) return undefined;
        ready.push(readyResource(resource, { attr, raw, value: undefined }));
      }
      return ready;
    },
    forget: () => {
      batchers.clear();
    },
  };
}

function readyResource(
  { kind, id, policyVersion, scope }: AskedResource,
  { attr, raw, value }: Loaded,
): ReadyResource {
  const versioned = policyVersion === undefined ? undefined : { policyVersion };
  const scoped = scope === undefined ? undefined : { scope };
  return { resource: { kind, id, attr, ...versioned, ...scoped }, raw, value };
}
