import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from '../setup/publishedPackage';

/** The demo of an example, running. */
export interface Demo {
  readonly pid: number;
  readonly ended: Promise<number | null>;
  output(): string;
  /** Waits until it has written this, and fails if it ends before. */
  waitFor(text: string): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

/** Starts the program of a demo with its output in a pipe, as a CI would. */
export function runDemo(program: string, ...args: readonly string[]): Promise<Demo> {
  return runDemoOn(process.execPath, program, ...args);
}

/** The same, with another Node.js. */
export async function runDemoOn(
  executable: string,
  program: string,
  ...args: readonly string[]
): Promise<Demo> {
  const command = ['--import', 'tsx', program, ...args];
  const child = spawn(executable, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let written = '';
  let code: number | null | undefined;
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (exitCode) => {
      code = exitCode;
      resolve(exitCode);
    });
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      written += chunk;
    });
  }
  await once(child, 'spawn');
  if (child.pid === undefined) throw new Error('The demo has no process id.');
  return {
    pid: child.pid,
    ended,
    output: () => written,
    async waitFor(text) {
      while (!written.includes(text)) {
        if (code !== undefined) throw new Error(`The demo ended without "${text}":\n${written}`);
        await Promise.race([once(child.stdout, 'data'), ended]);
      }
    },
    signal: (signal) => child.kill(signal),
  };
}
