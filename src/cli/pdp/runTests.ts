import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getProperty } from '../../base/value';
import { CommandError } from '../CommandError';
import { itemsOf, problemText, readProblems, textOf } from './policyProblems';
import { runCompile } from './runCompile';

interface TestRun {
  readonly binary: string;
  /** The folder of the policies. */
  readonly folder: string;
  readonly principals: Readonly<Record<string, unknown>>;
  readonly resources: Readonly<Record<string, unknown>>;
  readonly tests: readonly {
    readonly principals: readonly string[];
    readonly resources: readonly string[];
    readonly actions: readonly string[];
  }[];
  /** What `now()` is for the policies, as RFC 3339. */
  readonly now?: string;
  /** Without it, a resource that does not match its JSON Schema is denied everything. */
  readonly ignoreSchemas: boolean;
}

/** What the engine decided about one principal, resource and action. */
export interface TestResult {
  readonly principal: string;
  readonly resource: string;
  readonly action: string;
  readonly effect: string;
  /** What rules said beside it, if it was denied. */
  readonly outputs: readonly unknown[];
}

/**
 * Has the engine of Cerbos decide questions without a server: as a suite of tests that expects
 * that everything is denied.
 *
 * @throws CommandError with the errors of policies that don't compile.
 * @see https://docs.cerbos.dev/cerbos/latest/cli/cerbos#compile
 */
export async function runTests(run: TestRun): Promise<TestResult[]> {
  const suites = await mkdtemp(join(tmpdir(), 'clerk-cerbos-tests-'));
  try {
    await writeFile(join(suites, 'questions_test.json'), JSON.stringify(toSuite(run)));
    const schemas = run.ignoreSchemas ? ['--ignore-schemas'] : [];
    const output = await runCompile(run.binary, run.folder, [`--tests=${suites}`, ...schemas]);
    if (getProperty(output, 'suites') === undefined) {
      const problems = readProblems(output, run.folder).map(problemText).join('\n\n');
      throw new CommandError(`The policies do not compile. Correct them:\n\n${problems}`);
    }
    return readResults(output);
  } finally {
    await rm(suites, { recursive: true, force: true });
  }
}

function toSuite({ principals, resources, tests, now }: TestRun): object {
  return {
    name: 'Questions',
    ...(now !== undefined && { options: { now } }),
    principals,
    resources,
    tests: tests.map((input, index) => ({
      name: String(index),
      input,
      // At least one expectation must be there. What is not expected must be denied.
      expected: [
        {
          principal: input.principals[0],
          resource: input.resources[0],
          actions: { [input.actions[0] ?? '']: 'EFFECT_DENY' },
        },
      ],
    })),
  };
}

function readResults(output: unknown): TestResult[] {
  return itemsOf(output, 'suites').flatMap((suite) => {
    const error = textOf(suite, 'error');
    if (error !== '') throw new CommandError(`Cerbos can't use the fixtures: ${error}.`);
    return itemsOf(suite, 'testCases').flatMap((test) =>
      itemsOf(test, 'principals').flatMap((principal) =>
        itemsOf(principal, 'resources').flatMap((resource) =>
          itemsOf(resource, 'actions').map((action) => ({
            principal: textOf(principal, 'name'),
            resource: textOf(resource, 'name'),
            action: textOf(action, 'name'),
            ...readDetails(getProperty(action, 'details')),
          })),
        ),
      ),
    );
  });
}

function readDetails(details: unknown): Pick<TestResult, 'effect' | 'outputs'> {
  const success = getProperty(details, 'success');
  const effect = textOf(success, 'effect') || textOf(getProperty(details, 'failure'), 'actual');
  if (effect === '') {
    throw new CommandError(`Cerbos could not decide a question: ${textOf(details, 'error')}.`);
  }
  return { effect, outputs: itemsOf(success, 'outputs').map((one) => getProperty(one, 'val')) };
}
