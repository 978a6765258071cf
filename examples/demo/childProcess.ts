import { spawn } from 'node:child_process';

/** A program that the demo has started. */
export interface ChildProcess {
  /** Its exit code; `undefined` if a signal ended it. */
  readonly ended: Promise<number | undefined>;
  /** The end of what it has written. */
  readonly output: () => string;
  /** Ends it and all that it has started. */
  readonly stop: () => Promise<void>;
}

interface Command {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Default: the Node.js that runs the demo. */
  readonly executable?: string | undefined;
}

const outputLimit = 16 * 1024;
const gracePeriodMs = 5000;

/** Starts a program of Node.js in a process group of its own, so that it ends as a whole. */
export function runNode(
  args: readonly string[],
  { cwd, env, executable = process.execPath }: Command,
): ChildProcess {
  const child = spawn(executable, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      written = (written + chunk).slice(-outputLimit);
    });
  }
  const ended = new Promise<number | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? undefined));
  });
  return {
    ended,
    output: () => written.trim(),
    async stop() {
      signalGroup(child.pid, 'SIGTERM');
      const late = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), gracePeriodMs);
      await ended.catch(() => undefined);
      clearTimeout(late);
    },
  };
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // The group has ended already.
  }
}
