import { isDeepStrictEqual } from 'node:util';

type Pair = readonly [name: string, actual: unknown, expected: unknown];

/** Describes each pair whose values are not equal; empty if all are equal. */
export function differencesIn(pairs: readonly Pair[]): string[] {
  return pairs
    .filter(([, actual, expected]) => !isDeepStrictEqual(actual, expected))
    .map(([name, actual, expected]) => `${name}: ${show(actual)} instead of ${show(expected)}`);
}

function show(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
