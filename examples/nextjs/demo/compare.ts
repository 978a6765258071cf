import { differencesIn } from '../../demo/differences';
import type { Expectation } from './expected';
import type { Outcome } from './visit';

/** How an outcome differs from the expected one; empty if it does not. */
export function compare(outcome: Outcome, expected: Expectation | undefined): string[] {
  if (expected === undefined) return ['nothing is expected of this case: add it to expected.ts'];
  const { status, decision, asksToVerify, sees, total } = outcome;
  return differencesIn([
    ['status', status, expected.status],
    ['effect', decision?.effect, expected.effect],
    ['policy', decision?.policy, expected.policy],
    ['reverification asked for', asksToVerify, expected.asksToVerify],
    ['documents', sees, expected.sees],
    ['documents in all', total, expected.total],
  ]);
}
