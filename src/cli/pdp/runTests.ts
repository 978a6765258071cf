import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getProperty } from '../../base/value';
import { CommandError } from '../CommandError';
import type { TraceEntry } from '../explain/Explanation';
import type { EngineSettings } from './readPdpSettings';
import { itemsOf, problemText, readProblems, textOf } from './policyProblems';
import { readTrace } from './readTrace';
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
  readonly engine?: EngineSettings;
  /** Claims of a token, for policies that read `request.auxData.jwt`. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Also returns how the engine decided. A test's trace is of all its actions together. */
  readonly trace?: boolean;
}

/** What the engine decided about one principal, resource and action. */
export interface TestResult {
  readonly principal: string;
  readonly resource: string;
  readonly action: string;
  readonly effect: string;
  /** What rules said beside it, if it was denied. */
  readonly outputs: readonly unknown[];
  /** Empty if it was not asked for. */
  readonly trace: readonly TraceEntry[];
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
    const output = await runCompile(run.binary, run.folder, [
      `--tests=${suites}`,
      ...(run.ignoreSchemas ? ['--ignore-schemas'] : []),
      ...(run.trace === true ? ['--verbose'] : []),
    ]);
    if (getProperty(output, 'suites') === undefined) {
      const problems = readProblems(output, run.folder).map(problemText).join('\n\n');
      throw new CommandError(`The policies do not compile. Correct them:\n\n${problems}`);
    }
    return readResults(output);
  } finally {
    await rm(suites, { recursive: true, force: true });
  }
}

function toSuite({ principals, resources, tests, now, claims, engine }: TestRun): object {
  return {
    name: 'Questions',
    options: { ...engine, ...(now !== undefined && { now }) },
    principals,
    resources,
    ...(claims !== undefined && { auxData: { token: { jwt: claims } } }),
    tests: tests.map((input, index) => ({
      name: String(index),
      input: { ...input, ...(claims !== undefined && { auxData: 'token' }) },
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

function readDetails(details: unknown): Pick<TestResult, 'effect' | 'outputs' | 'trace'> {
  const success = getProperty(details, 'success');
  const effect = textOf(success, 'effect') || textOf(getProperty(details, 'failure'), 'actual');
  if (effect === '') {
    throw new CommandError(`Cerbos could not decide a question: ${textOf(details, 'error')}.`);
  }
  return {
    effect,
    outputs: itemsOf(success, 'outputs').map((one) => getProperty(one, 'val')),
    trace: readTrace(details),
  };
}
