import { isDeepStrictEqual } from 'node:util';

type Pair = readonly [name: string, actual: unknown, expected: unknown];

/** Says of each pair that is not equal how it differs; empty if all are. */
export function differencesIn(pairs: readonly Pair[]): string[] {
  return pairs
    .filter(([, actual, expected]) => !isDeepStrictEqual(actual, expected))
    .map(([name, actual, expected]) => `${name}: ${show(actual)} instead of ${show(expected)}`);
}

function show(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
