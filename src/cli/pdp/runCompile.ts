import { execFile } from 'node:child_process';
import { CommandError } from '../CommandError';

const timeoutMs = 60_000;
const outputLimit = 256 * 1024 * 1024;

/**
 * Runs `cerbos compile` and reads its output. Its exit code says only that something is wrong.
 *
 * @param args - what stands between `compile` and the folder.
 * @returns what it prints as JSON; `{}` if it prints nothing, since nothing is wrong.
 * @throws CommandError if it prints something else.
 * @see https://docs.cerbos.dev/cerbos/latest/cli/cerbos#compile
 */
export function runCompile(
  binary: string,
  folder: string,
  args: readonly string[],
): Promise<unknown> {
  const command = ['compile', '--output=json', '--no-color', ...args, folder];
  return new Promise((resolve, reject) => {
    const limits = { timeout: timeoutMs, maxBuffer: outputLimit };
    execFile(binary, command, limits, (error, stdout, stderr) => {
      if (error === null && stdout.trim() === '') {
        resolve({});
        return;
      }
      try {
        resolve(JSON.parse(stdout));
      } catch (cause) {
        const said = stderr.trim() || (error?.message ?? 'nothing');
        reject(new CommandError(`Cerbos gave no result. It said: ${said}`, { cause }));
      }
    });
  });
}
