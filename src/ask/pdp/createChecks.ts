import { type BatchEntry, createBatcher, isLost, valueOf } from '../../base/createBatcher';
import { isSameValue } from '../../base/isSameValue';
import type { Attributes } from '../../base/value';
import type { ResourceCheck } from '../types/Question';
import type { PdpCall } from './callPdp';
import { type BatchLimits, checkBatch } from './checkBatch';
import { mergeResults, type VerifiedResult } from './checkResult';

/** Asks the PDP, in as few calls as it takes, and remembers what it said. */
export interface Checks {
  /** Asks, together with all that is asked in this tick, unless it was answered before. */
  ask: (check: ResourceCheck, includeMetadata: boolean) => AskedCheck;
  /**
   * Asks once more, once its entries were fetched, and alone, where the answer may be another than
   * the PDP gives to that very question; returns the same where it stands.
   *
   * What is asked together must not change an answer. Actions are independent of each other, but
   * for two things. A policy may ignore a schema for some actions (`ignoreWhen`), and where an
   * action that it is not ignored for is asked beside them, all of them are denied. And a PDP before
   * 0.51 does not say which action an output is of. So an answer stands if it has neither, or if
   * nobody else had a part in it.
   */
  settle: (asked: AskedCheck) => AskedCheck;
  forget: () => void;
}

/** A question that was asked. */
export interface AskedCheck {
  readonly check: ResourceCheck;
  /** Where the parts of its answer are, or will be. */
  readonly entries: readonly Entry[];
  readonly includeMetadata: boolean;
  readonly fromMemory: boolean;
}

/** What the PDP says of one question. */
export interface CheckedResult {
  readonly verified: VerifiedResult;
  /** Had it said so before it was asked? */
  readonly fromMemory: boolean;
}

/** What is asked about one resource in one tick. */
interface Item {
  readonly resource: ResourceCheck['resource'];
  readonly actions: Set<string>;
  includeMetadata: boolean;
  /** Takes no actions of others. */
  readonly isAlone: boolean;
}

type Entry = BatchEntry<Item, VerifiedResult>;

/** Makes what asks the PDP for one principal. */
export function createChecks(
  { cerbos, caller, principal, auxData }: Omit<PdpCall, 'includeMetadata' | 'signal'>,
  limits: BatchLimits,
): Checks {
  const known = new Map<string, readonly Entry[]>();
  let keyOfResource = createResourceKeys();
  // Called once per tick, by the batcher.
  const batcher = createBatcher<Item, VerifiedResult>('the PDP', (items, signal) => {
    const includeMetadata = items.some((item) => item.includeMetadata);
    const call = { cerbos, caller, principal, auxData, includeMetadata, signal };
    return checkBatch(call, items, limits);
  });

  const isGrowing = (entry: Entry) => !entry.item.isAlone && batcher.isOpen(entry);

  /** Where the answers to a question are, or will be. */
  const entriesOf = (
    { resource, actions }: ResourceCheck,
    includeMetadata: boolean,
  ): readonly Entry[] => {
    const about = keyOfResource(resource);
    const before = known.get(about)?.filter((entry) => !isLost(entry));
    if (before === undefined) {
      const item = { resource, actions: new Set(actions), includeMetadata, isAlone: false };
      const fresh = [batcher.add(item)];
      known.set(about, fresh);
      return fresh;
    }
    const entries = new Set<BatchEntry<Item, VerifiedResult>>();
    for (const action of actions) {
      let entry = before.find(
        ({ item }) => item.actions.has(action) && (item.includeMetadata || !includeMetadata),
      );
      entry ??= before.find(isGrowing);
      if (entry === undefined) {
        entry = batcher.add({ resource, actions: new Set(), includeMetadata, isAlone: false });
        before.push(entry);
      }
      if (isGrowing(entry)) {
        entry.item.actions.add(action);
        entry.item.includeMetadata ||= includeMetadata;
      }
      entries.add(entry);
    }
    known.set(about, before);
    return [...entries];
  };

  return {
    ask(check, includeMetadata) {
      const entries = entriesOf(check, includeMetadata);
      const fromMemory = entries.every(({ outcome }) => outcome !== undefined);
      return { check, entries, includeMetadata, fromMemory };
    },
    settle(asked) {
      const { check, entries, includeMetadata } = asked;
      if (!entries.some(mayDepend) || entries.every((entry) => isJust(entry, check))) return asked;
      const about = keyOfResource(check.resource);
      const before = known.get(about)?.filter((entry) => !isLost(entry)) ?? [];
      let entry = before.find(
        (other) => isJust(other, check) && (other.item.includeMetadata || !includeMetadata),
      );
      if (entry === undefined) {
        const { resource, actions } = check;
        entry = batcher.add({
          resource,
          actions: new Set(actions),
          includeMetadata,
          isAlone: true,
        });
        known.set(about, [...before, entry]);
      }
      return { ...asked, entries: [entry], fromMemory: entry.outcome !== undefined };
    },
    forget() {
      known.clear();
      keyOfResource = createResourceKeys();
      batcher.close();
    },
  };
}

/** May the answer to one of its actions depend on the others? */
function mayDepend({ outcome }: Entry): boolean {
  if (outcome?.status !== 'fulfilled') return false;
  const { validationErrors = [], outputs = [] } = outcome.value.result;
  return validationErrors.length > 0 || outputs.some(({ action }) => !action);
}

/** Was it asked about these actions, and no others? */
function isJust({ item }: Entry, { actions }: ResourceCheck): boolean {
  return item.actions.size === actions.length && actions.every((name) => item.actions.has(name));
}

/**
 * The result, once it is there: with all actions that its question names, and perhaps with some
 * that others asked about the same resource.
 *
 * @throws why there is none.
 */
export function resultOf({ entries, includeMetadata, fromMemory }: AskedCheck): CheckedResult {
  const merged = mergeResults(entries.map(valueOf));
  return { verified: includeMetadata ? merged : withoutMetadata(merged), fromMemory };
}

/** Somebody else may have asked for it in the same call. */
function withoutMetadata(verified: VerifiedResult): VerifiedResult {
  const { result } = verified;
  if (result.metadata === undefined) return verified;
  return { ...verified, result: { ...result, metadata: undefined } };
}

/**
 * Makes what names resources: the same for the same resource only. After how long they are, no other
 * names make the same text, and attributes are encoded already, so that their JSON is the same only
 * where they are.
 *
 * They may be large, and are most often those that one loader found, so that their JSON is made only
 * for those that differ from the first of the same names.
 */
function createResourceKeys(): (resource: ResourceCheck['resource']) => string {
  const firstOf = new Map<string, Attributes>();
  return ({ kind, id, policyVersion = '', scope = '', attr }) => {
    const lengths = `${kind.length} ${id.length} ${policyVersion.length} ${scope.length} `;
    const names = lengths + kind + id + policyVersion + scope;
    const first = firstOf.get(names);
    if (first === undefined) firstOf.set(names, attr);
    return first === undefined || isSameValue(first, attr) ? names : names + JSON.stringify(attr);
  };
}
