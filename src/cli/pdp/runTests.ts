import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getProperty } from '../../base/value';
import { compileErrors } from '../../testing/cerbos/compileErrors';
import { CommandError } from '../CommandError';

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

const timeoutMs = 60_000;
const outputLimit = 256 * 1024 * 1024;

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
    const output = await compile(run, suites);
    if (getProperty(output, 'suites') === undefined) {
      const errors = await compileErrors(run.binary, run.folder);
      throw new CommandError(`The policies do not compile. Correct them:\n${errors}`);
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

function compile({ binary, folder, ignoreSchemas }: TestRun, suites: string): Promise<unknown> {
  const options = ['compile', `--tests=${suites}`, '--output=json', '--no-color'];
  const command = [...options, ...(ignoreSchemas ? ['--ignore-schemas'] : []), folder];
  return new Promise((resolve, reject) => {
    const limits = { timeout: timeoutMs, maxBuffer: outputLimit };
    // The exit code says that something was allowed, too, so only the output counts.
    execFile(binary, command, limits, (error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout));
      } catch (cause) {
        const said = stderr.trim() || (error?.message ?? 'nothing');
        reject(new CommandError(`Cerbos gave no result. It said: ${said}`, { cause }));
      }
    });
  });
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

function itemsOf(value: unknown, name: string): readonly unknown[] {
  const items = getProperty(value, name);
  return Array.isArray(items) ? items : [];
}

function textOf(value: unknown, name: string): string {
  const text = getProperty(value, name);
  return typeof text === 'string' ? text : '';
}
