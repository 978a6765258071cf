import { checkBatch } from './checkBatch';
import type { VerifiedResult } from './checkChunk';
import { createBatcher } from './createBatcher';
import { mergeResults } from './mergeResults';
import type { PdpCall, ResourceCheck } from './PdpCall';
import type { BatchLimits } from './readBatchLimits';
import type { StopSignal } from './StopSignal';

/** Asks the PDP, in as few calls as it takes, and remembers what it said. */
export interface Checks {
  /** The results in the order of the questions: of each, the actions that it names, and no other. */
  ask: (
    checks: readonly ResourceCheck[],
    options: { readonly includeMetadata: boolean; readonly signal: StopSignal },
  ) => Promise<CheckedResult[]>;
  forget: () => void;
}

/** What the PDP says of one question, and whether it had said so before it was asked. */
export interface CheckedResult extends VerifiedResult {
  readonly fromMemory: boolean;
}

/** One action on one resource. */
interface Item {
  /** The same for the same resource with the same attributes only. */
  readonly about: string;
  readonly resource: ResourceCheck['resource'];
  readonly action: string;
  readonly includeMetadata: boolean;
}

/** Makes what asks the PDP for one principal. */
export function createChecks(
  call: Pick<PdpCall, 'cerbos' | 'line' | 'principal' | 'auxData'>,
  limits: BatchLimits,
): Checks {
  let asks = 0;
  /** How often had been asked when this was answered? */
  const asksBefore = new WeakMap<VerifiedResult, number>();
  const answers = createBatcher<Item, VerifiedResult>(
    // No JSON text is the beginning of another, but of a number.
    ({ about, action, includeMetadata }) => `${includeMetadata}${JSON.stringify(action)}${about}`,
    async (items, signal) => {
      const merged = mergeItems(items);
      const includeMetadata = items.some((item) => item.includeMetadata);
      const checks = [...merged.values()];
      const outcomes = await checkBatch({ ...call, includeMetadata, signal }, checks, limits);
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') asksBefore.set(outcome.value, asks);
      }
      const places = new Map([...merged.keys()].map((about, index) => [about, index]));
      return items.map(({ about }) => outcomes[places.get(about) ?? -1] ?? noOutcome);
    },
  );
  return {
    async ask(checks, { includeMetadata, signal }) {
      const ask = (asks += 1);
      const items = checks.map(({ resource, actions }) => {
        const about = keyOfResource(resource);
        return actions.map((action) => ({ about, resource, action, includeMetadata }));
      });
      const results = await answers.get(items.flat(), signal);
      let next = 0;
      return items.map(({ length }) => {
        const all = results.slice(next, (next += length));
        // Actions that were asked together have one and the same result.
        const parts = all.filter((part, index) => all.indexOf(part) === index);
        const fromMemory = parts.every((part) => (asksBefore.get(part) ?? ask) < ask);
        const merged = mergeResults(parts);
        return { ...(includeMetadata ? merged : withoutMetadata(merged)), fromMemory };
      });
    },
    forget: answers.forget,
  };
}

/** Each resource once, with all actions that are asked about it, each once. */
function mergeItems(items: readonly Item[]): Map<string, ResourceCheck> {
  const merged = new Map<string, { resource: Item['resource']; actions: Set<string> }>();
  for (const { about, resource, action } of items) {
    const check = merged.get(about) ?? { resource, actions: new Set() };
    check.actions.add(action);
    merged.set(about, check);
  }
  return new Map(
    Array.from(merged, ([about, { resource, actions }]) => [
      about,
      { resource, actions: [...actions] },
    ]),
  );
}

/** Somebody else may have asked for it in the same call. */
function withoutMetadata(verified: VerifiedResult): VerifiedResult {
  const { result } = verified;
  if (result.metadata === undefined) return verified;
  return { ...verified, result: { ...result, metadata: undefined } };
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
