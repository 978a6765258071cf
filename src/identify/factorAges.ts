import { NEVER } from './Principal';

type FactorAges = readonly [first: number, second: number];

/**
 * Reads the ages of both factors, in minutes. As in Clerk's `has()`, a pair that is malformed in
 * any way proves nothing: both factors were never verified.
 */
export function readFactorAges(pair: unknown): FactorAges {
  if (!Array.isArray(pair) || pair.length !== 2) return [NEVER, NEVER];
  const [first, second] = pair.map(readAge);
  return first === undefined || second === undefined ? [NEVER, NEVER] : [first, second];
}

function readAge(age: unknown): number | undefined {
  if (typeof age !== 'number' || !Number.isFinite(age)) return undefined;
  if (age === -1) return NEVER;
  return age < 0 ? undefined : Math.min(age, NEVER - 1);
}
