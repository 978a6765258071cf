import { isDeepStrictEqual } from 'node:util';
import type { Expectation } from './expected';
import type { Outcome } from './visit';

/** How an outcome differs from what the policies say; empty if it does not. */
export function compare(outcome: Outcome, expected: Expectation | undefined): string[] {
  if (expected === undefined) return ['nothing is expected of this case: add it to expected.ts'];
  const { status, decision, asksToVerify, sees } = outcome;
  const pairs: [name: string, actual: unknown, expected: unknown][] = [
    ['status', status, expected.status],
    ['effect', decision?.effect, expected.effect],
    ['policy', decision?.policy, expected.policy],
    ['reverification asked for', asksToVerify, expected.asksToVerify],
    ['documents', sees, expected.sees],
  ];
  return pairs
    .filter(([, actual, wanted]) => !isDeepStrictEqual(actual, wanted))
    .map(([name, actual, wanted]) => `${name}: ${show(actual)} instead of ${show(wanted)}`);
}

function show(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
