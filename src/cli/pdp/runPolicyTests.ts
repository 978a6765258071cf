import { getProperty } from '../../base/value';
import { itemsOf, textOf } from './policyProblems';
import { runCompile } from './runCompile';

/** What the policies' own tests say. */
export interface PolicyTests {
  readonly count: number;
  /** Each test that failed, in a line. */
  readonly failures: readonly string[];
}

/**
 * Runs the tests that stand beside the policies.
 *
 * @see https://docs.cerbos.dev/cerbos/latest/policies/compile
 */
export async function runPolicyTests(binary: string, folder: string): Promise<PolicyTests> {
  const output = await runCompile(binary, folder, []);
  const count = getProperty(getProperty(output, 'summary'), 'testsCount');
  return {
    count: typeof count === 'number' ? count : 0,
    failures: itemsOf(output, 'suites').flatMap(readFailures),
  };
}

function readFailures(suite: unknown): string[] {
  const file = textOf(suite, 'file');
  const error = textOf(suite, 'error');
  if (error !== '') return [`${file}: ${error}`];
  return itemsOf(suite, 'testCases').flatMap((test) =>
    itemsOf(test, 'principals').flatMap((principal) =>
      itemsOf(principal, 'resources').flatMap((resource) =>
        itemsOf(resource, 'actions').flatMap((action) => {
          const why = whyFailed(getProperty(action, 'details'));
          const [who, which, what] = [principal, resource, action].map((one) =>
            textOf(one, 'name'),
          );
          return why === undefined
            ? []
            : [`${file}: ${textOf(test, 'name')}: ${who} ${what} ${which}: ${why}`];
        }),
      ),
    ),
  );
}

function whyFailed(details: unknown): string | undefined {
  const result = textOf(details, 'result');
  if (result !== 'RESULT_FAILED' && result !== 'RESULT_ERRORED') return undefined;
  const failure = getProperty(details, 'failure');
  const [expected, actual] = [textOf(failure, 'expected'), textOf(failure, 'actual')];
  if (expected === actual) return textOf(details, 'error') || 'an output is not the expected one';
  return `expected ${words(expected)}, is ${words(actual)}`;
}

function words(effect: string): string {
  return effect === 'EFFECT_ALLOW' ? 'allowed' : 'denied';
}
