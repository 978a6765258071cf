import { type BatchEntry, createBatcher, isLost, valueOf } from '../../base/createBatcher';
import { isSameValue } from '../../base/isSameValue';
import type { Attributes } from '../../base/value';
import type { ResourceCheck } from '../types/Question';
import type { PdpCall } from './callPdp';
import { type BatchLimits, checkBatch } from './checkBatch';
import { mergeResults, type VerifiedResult } from './checkResult';

/** Asks the PDP in as few calls as possible, and remembers its answers. */
export interface Checks {
  /** Asks together with all questions of this tick, unless the answer is known. */
  ask: (check: ResourceCheck, includeMetadata: boolean) => AskedCheck;
  /**
   * Decides whether a shared answer may be used. If asking the PDP this question alone could give
   * another answer, it is asked again, alone. Otherwise the same question is returned.
   *
   * Actions are independent of each other, with two exceptions. A policy may ignore a schema for
   * some actions (`ignoreWhen`); if an action without that exception is in the same call, all of
   * them are denied. And PDPs before 0.51 don't say which action an output belongs to. So an answer
   * is used if it has neither schema errors nor outputs, or if no other question was part of it.
   */
  settle: (asked: AskedCheck) => AskedCheck;
  forget: () => void;
}

/** A question that was sent. */
export interface AskedCheck {
  readonly check: ResourceCheck;
  /** Where the parts of its answer are, or will be. */
  readonly entries: readonly Entry[];
  readonly includeMetadata: boolean;
  readonly fromMemory: boolean;
}

/** The PDP's answer to one question. */
export interface CheckedResult {
  readonly verified: VerifiedResult;
  /** Was it known before the question? */
  readonly fromMemory: boolean;
}

/** Everything that is asked about one resource in one tick. */
interface Item {
  readonly resource: ResourceCheck['resource'];
  readonly actions: Set<string>;
  includeMetadata: boolean;
  /** If true, actions of other questions are not added. */
  readonly isAlone: boolean;
}

type Entry = BatchEntry<Item, VerifiedResult>;

/** What the calls of one principal have in common. */
export type ChecksCall = Omit<PdpCall, 'includeMetadata' | 'signal'>;

/** Makes the checks of one principal. */
export function createChecks(
  { caller, principal, auxData }: ChecksCall,
  limits: BatchLimits,
): Checks {
  const known = new Map<string, readonly Entry[]>();
  let keyOfResource = createResourceKeys();
  // The batcher calls this once per tick.
  const batcher = createBatcher<Item, VerifiedResult>('the PDP', (items, signal) => {
    const includeMetadata = items.some((item) => item.includeMetadata);
    const call = { caller, principal, auxData, includeMetadata, signal };
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
      if (isSettled(asked)) return asked;
      const { check, includeMetadata } = asked;
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

/** Would asking the question alone give the same answer? */
function isSettled({ check, entries }: AskedCheck): boolean {
  return !entries.some(mayDepend) || entries.every((entry) => isJust(entry, check));
}

/** Can the answer to one of its actions depend on the others? */
function mayDepend({ outcome }: Entry): boolean {
  if (outcome?.status !== 'fulfilled') return false;
  const { validationErrors = [], outputs = [] } = outcome.value.result;
  return validationErrors.length > 0 || outputs.some(({ action }) => !action);
}

/** Was it asked about exactly these actions? */
function isJust({ item }: Entry, { actions }: ResourceCheck): boolean {
  return item.actions.size === actions.length && actions.every((name) => item.actions.has(name));
}

/** True if the answer is known before the question is sent, and allows every action. */
export function isKnownToAllow(asked: AskedCheck): boolean {
  if (!asked.fromMemory || !isSettled(asked)) return false;
  const { effects } = resultOf(asked).verified;
  return asked.check.actions.every((action) => effects.get(action) === 'EFFECT_ALLOW');
}

/**
 * The result when it is ready. It contains all actions of the question, and may contain others
 * about the same resource.
 *
 * @throws the error, if there is no result.
 */
export function resultOf({ entries, includeMetadata, fromMemory }: AskedCheck): CheckedResult {
  const merged = mergeResults(entries.map(valueOf));
  return { verified: includeMetadata ? merged : withoutMetadata(merged), fromMemory };
}

/** Another question of the same call may have asked for the metadata. */
function withoutMetadata(verified: VerifiedResult): VerifiedResult {
  const { result } = verified;
  if (result.metadata === undefined) return verified;
  return { ...verified, result: { ...result, metadata: undefined } };
}

/**
 * Makes keys for resources: two resources have the same key only if they are equal. The length
 * before each name makes the text unique, and attributes are already encoded, so equal JSON means
 * equal attributes.
 *
 * Attributes may be large, and usually come from the same load. So their JSON is only made if they
 * differ from the first ones under the same names.
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
