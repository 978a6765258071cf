import { execFile } from 'node:child_process';
import { getProperty } from '../../../base/value';
import { compileErrors } from '../../../testing/cerbos/compileErrors';
import { printable } from '../../terminal/printable';
import { type Check, count, pass, skip, noPolicies } from '../Check';
import { installedPdp } from '../pdp/versionOf';

const timeoutMs = 60_000;

/** Compiles the policies with the PDP's own compiler, and runs their tests. */
export const compiles: Check = {
  name: 'policies.compile',
  timeoutMs,
  async run({ folder, policies }, signal) {
    if (policies instanceof Error) return noPolicies;
    const installed = await installedPdp(folder);
    if (installed === undefined) {
      return skip('No PDP is installed here to compile the policies. Run npm i -D cerbos@0.51.0.');
    }
    const { code, stdout, stderr } = await compile(installed.binary, policies.folder, signal);
    const by = `Compiled with PDP ${installed.version}`;
    if (code === NOT_COMPILED) {
      return {
        status: 'fail',
        message: 'The policies do not compile. The PDP does not start with them.',
        detail: printable(await compileErrors(installed.binary, policies.folder)),
        remedy: 'Correct them at these places.',
      };
    }
    if (code !== 0 && code !== TESTS_FAILED) {
      return {
        status: 'fail',
        message: 'cerbos compile failed.',
        detail: printable(stderr.trim()),
      };
    }
    const { tests, failed } = countTests(stdout);
    if (failed > 0 || code === TESTS_FAILED) {
      return {
        status: 'fail',
        message: `${by}: ${count(failed, 'test')} of ${String(tests)} failed.`,
        remedy: 'Run npx cerbos compile on the folder to see which.',
      };
    }
    if (tests > 0) return pass(`${by}; ${count(tests, 'test')} passed.`);
    return {
      status: 'warn',
      message: `${by}. The policies have no tests.`,
      remedy: 'Write tests beside the policies: document_test.yaml.',
    };
  },
};

/** Exit codes of `cerbos compile`. */
const NOT_COMPILED = 3;
const TESTS_FAILED = 4;

interface Output {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

function compile(binary: string, folder: string, signal: AbortSignal): Promise<Output> {
  const options = { signal, timeout: timeoutMs, maxBuffer: 256 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(binary, ['compile', '--output=json', folder], options, (error, stdout, stderr) => {
      resolve({
        code: error === null ? 0 : error.code,
        stdout,
        stderr: stderr || (error?.message ?? ''),
      });
    });
  });
}

function countTests(output: string): { tests: number; failed: number } {
  // An empty output says that there are no tests.
  const read: unknown = output.trim() === '' ? {} : JSON.parse(output);
  const summary = getProperty(read, 'summary');
  const results: unknown = getProperty(summary, 'resultCounts');
  const failed = (Array.isArray(results) ? results : [])
    .filter((one) => /FAILED|ERRORED/.test(String(getProperty(one, 'result'))))
    .reduce((sum: number, one) => sum + Number(getProperty(one, 'count')), 0);
  return { tests: Number(getProperty(summary, 'testsCount') ?? 0), failed };
}
