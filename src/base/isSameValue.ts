import type { Attributes, Value } from './value';

/** Would both values be the same JSON text, with their members in the same order? */
export function isSameValue(a: Value | Attributes, b: Value | Attributes): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isList(a)) return isList(b) && isSameList(a, b);
  return !isList(b) && isSameRecord(a, b);
}

function isList(value: object): value is readonly Value[] {
  return Array.isArray(value);
}

function isSameList(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, index) => isSameMember(item, b[index]));
}

function isSameRecord(a: Attributes, b: Attributes): boolean {
  const [ofA, ofB] = [Object.keys(a), Object.keys(b)];
  return (
    ofA.length === ofB.length &&
    ofA.every((name, index) => name === ofB[index] && isSameMember(a[name], b[name]))
  );
}

function isSameMember(a: Value | undefined, b: Value | undefined): boolean {
  return a !== undefined && b !== undefined && isSameValue(a, b);
}
