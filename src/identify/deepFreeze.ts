import type { Attributes, Value } from '../value';

/** Freezes a value, and all that is in it. */
export function deepFreeze<T extends Value | Attributes>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  Object.values<Value>(value).forEach(deepFreeze);
  return value;
}
