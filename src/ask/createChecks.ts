import { checkBatch } from './checkBatch';
import type { VerifiedResult } from './checkChunk';
import { createBatcher } from './createBatcher';
import { mergeResults } from './mergeResults';
import type { PdpCall, ResourceCheck } from './PdpCall';

/** Asks the PDP, in as few calls as it takes, and remembers what it said. */
export interface Checks {
  /** The results in the order of the questions: of each, the actions that it names, and no other. */
  ask: (
    checks: readonly ResourceCheck[],
    options: { readonly includeMetadata: boolean; readonly signal: AbortSignal },
  ) => Promise<VerifiedResult[]>;
  forget: () => void;
}

/** One action on one resource. */
interface Item {
  /** The same for the same resource with the same attributes only. */
  readonly about: string;
  readonly resource: ResourceCheck['resource'];
  readonly action: string;
}

/** Makes what asks the PDP for one principal. */
export function createChecks(call: Pick<PdpCall, 'cerbos' | 'principal' | 'auxData'>): Checks {
  const plain = createItems({ ...call, includeMetadata: false });
  const explained = createItems({ ...call, includeMetadata: true });
  return {
    async ask(checks, { includeMetadata, signal }) {
      const items = checks.map(({ resource, actions }) => {
        const about = keyOfResource(resource);
        return actions.map((action) => ({ about, resource, action }));
      });
      const results = await (includeMetadata ? explained : plain).get(items.flat(), signal);
      let next = 0;
      return items.map(({ length }) => {
        const first = next;
        next += length;
        // Actions that were asked together have one and the same result.
        return mergeResults([...new Set(results.slice(first, next))]);
      });
    },
    forget() {
      plain.forget();
      explained.forget();
    },
  };
}

function createItems(call: Omit<PdpCall, 'signal'>) {
  return createBatcher<Item, VerifiedResult>(
    ({ about, action }) => JSON.stringify([about, action]),
    async (items, signal) => {
      const merged = new Map<string, { resource: Item['resource']; actions: string[] }>();
      for (const { about, resource, action } of items) {
        const check = merged.get(about) ?? { resource, actions: [] };
        check.actions.push(action);
        merged.set(about, check);
      }
      const outcomes = await checkBatch({ ...call, signal }, [...merged.values()]);
      const places = new Map([...merged.keys()].map((about, index) => [about, index]));
      return items.map(({ about }) => outcomes[places.get(about) ?? -1] ?? noOutcome);
    },
  );
}

const noOutcome: PromiseRejectedResult = {
  status: 'rejected',
  reason: new TypeError('Every question has an outcome.'),
};

/** Attributes are encoded already: their JSON is the same only where they are. */
function keyOfResource({
  kind,
  id,
  policyVersion,
  scope,
  attr,
}: ResourceCheck['resource']): string {
  return JSON.stringify([kind, id, policyVersion ?? '', scope ?? '', attr]);
}
