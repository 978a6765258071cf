import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from '../setup/publishedPackage';

const run = promisify(execFile);

/** Runs a program of Node, as in production, and returns what it prints, whatever its exit code. */
export async function runNode(args: readonly string[]): Promise<string> {
  const env = Object.assign({}, process.env, { NODE_ENV: 'production' });
  const { stdout } = await run(process.execPath, args, { cwd: root, env }).catch(
    (error: unknown) => {
      if (printed(error) === '') throw error;
      return { stdout: printed(error) };
    },
  );
  return stdout.trim();
}

function printed(error: unknown): string {
  return error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
}
