import { execFile } from 'node:child_process';

/** The exit code of `cerbos compile` when a policy does not load or does not compile. */
const NOT_COMPILED = 3;

const timeoutMs = 30_000;

/**
 * Compiles the policies of a folder, without their tests. When the PDP does not start because of a
 * policy that does not load, it writes only how many there are.
 *
 * @returns each error with its file, its line and the text around it; `''` if there is none.
 * @see https://docs.cerbos.dev/cerbos/latest/cli/cerbos#compile
 */
export function compileErrors(binary: string, policies: string): Promise<string> {
  const command = ['compile', '--skip-tests', '--output=list', '--no-color', policies];
  return new Promise((resolve) => {
    execFile(binary, command, { timeout: timeoutMs }, (error, stdout) => {
      resolve(error?.code === NOT_COMPILED ? stdout.trim() : '');
    });
  });
}
