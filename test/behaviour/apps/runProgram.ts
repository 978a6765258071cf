import { type ChildProcess, spawn } from 'node:child_process';

/** A program that runs beside the tests. */
export interface Program {
  /** Everything that it has printed. */
  output(): string;
  /** Resolves with its exit code. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

interface ProgramOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Default: this Node. */
  readonly executable?: string;
}

/** Starts a program, with nothing of this process's environment but what it needs to run. */
export function runProgram(
  args: readonly string[],
  { cwd, env, executable = process.execPath }: ProgramOptions,
): Program {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
  const child: ChildProcess = spawn(executable, args, {
    cwd,
    env: { PATH, HOME, TMPDIR, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  void ended.finally(() => process.off('exit', killWithUs)).catch(() => undefined);
  return {
    output: () => output,
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
