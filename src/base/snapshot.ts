import { type Attributes, isRecord, setOwn, type Value } from './value';

/**
 * Copies data and freezes the copy, so that later changes to the original change nothing, and the
 * copy can't be changed. Dates stay dates; instances of other classes are not copied.
 */
export function snapshot<T extends object>(input: T): T {
  // A copy of an object has its type.
  return copy(input, new Map()) as T;
}

function copy(input: unknown, copies: Map<object, unknown>): unknown {
  if (typeof input !== 'object' || input === null) return input;
  const known = copies.get(input);
  if (known !== undefined) return known;
  if (input instanceof Date) return new Date(input.getTime());
  if (Array.isArray(input)) {
    const list: unknown[] = [];
    copies.set(input, list);
    // Holes become `undefined`, so that they can be refused later.
    for (const item of input as unknown[]) list.push(copy(item, copies));
    return Object.freeze(list);
  }
  if (!isRecord(input)) return input;
  const record: Record<string, unknown> = {};
  copies.set(input, record);
  for (const key of Object.keys(input)) setOwn(record, key, copy(input[key], copies));
  return Object.freeze(record);
}

/** Freezes a value and everything in it. */
export function deepFreeze<T extends Value | Attributes>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  Object.values<Value>(value).forEach(deepFreeze);
  return value;
}
