import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../setup/publishedPackage';
import { descendants, survivors } from '../descendants';
import type { AppFiles } from './frameworkApps';
import type { Quickstart } from './Quickstart';

/** The app of a page, running. */
export interface RunningQuickstart {
  readonly folder: string;
  /** Where the app answers: `http://localhost:3000`. */
  readonly origin: string;
  /** What the app has printed. */
  output(): string;
  /** Runs a `curl` line of the page as the reader does, and returns what it prints. */
  curl(line: string): Promise<string>;
  /** Ends everything, as Ctrl-C does, and says which processes are left. */
  stop(): Promise<string[]>;
}

const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
const terminal = { PATH, HOME, TMPDIR, NODE_ENV: 'development' } as const;
const gracePeriodMs = 10_000;

/** Writes the app that a reader would have at the end of the page, and returns its folder. */
export function writeQuickstart({ name, files, additions }: Quickstart, app: AppFiles): string {
  const folder = join(root, 'test-results/quickstarts', name);
  rmSync(folder, { recursive: true, force: true });
  const written = new Map([...Object.entries(app), ...files]);
  for (const [path, code] of additions) written.set(path, `${code}\n${written.get(path) ?? ''}`);
  for (const [path, text] of written) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  // Remix wants other versions than all else here. The example installs them.
  if (name === 'remix') {
    symlinkSync(join(root, 'examples/remix/node_modules'), join(folder, 'node_modules'));
  }
  return folder;
}

/**
 * Runs the page's own command in the app's folder, and waits until the app listens.
 *
 * @param more - environment variables that the command does not set itself.
 */
export async function startQuickstart(
  folder: string,
  command: string,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningQuickstart> {
  const port = await freePort();
  // As a terminal does, which sends Ctrl-C to the whole group.
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], {
    cwd: folder,
    env: { ...terminal, ...more, PORT: String(port) },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  const signal = signalGroup(child);
  const killWithUs = () => signal('SIGKILL');
  process.once('exit', killWithUs);

  const stop = async () => {
    const started = descendants(child.pid ?? -1);
    signal('SIGINT');
    const deadline = performance.now() + gracePeriodMs;
    while (survivors(started).length > 0 && performance.now() < deadline) await sleep(50);
    const left = survivors(started);
    signal('SIGKILL');
    process.off('exit', killWithUs);
    return left;
  };

  try {
    while (!(await isListening(port))) {
      if (child.exitCode !== null) throw new Error(`The app has ended:\n${output}`);
      await sleep(50);
    }
  } catch (error) {
    await stop();
    throw error;
  }

  const tokens = Object.fromEntries(
    [...output.matchAll(/^export (\w+)=(\S+)$/gm)].map(([, name = '', token = '']) => [
      name,
      token,
    ]),
  );
  return {
    folder,
    origin: `http://localhost:${String(port)}`,
    output: () => output,
    stop,
    curl: (line) => printed(line.replace(/localhost:\d+/, `localhost:${String(port)}`), tokens),
  };
}

async function printed(line: string, tokens: Readonly<Record<string, string>>): Promise<string> {
  const env = { ...terminal, ...tokens };
  const child = spawn('/bin/sh', ['-c', line], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  await once(child, 'close');
  return output;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

/** Frameworks choose between the two addresses of `localhost`. */
async function isListening(port: number): Promise<boolean> {
  const answers = ['127.0.0.1', '::1'].map(
    (host) =>
      new Promise<boolean>((resolve) => {
        const socket = connect({ port, host });
        const settle = (isOpen: boolean) => {
          socket.destroy();
          resolve(isOpen);
        };
        socket.once('connect', () => settle(true));
        socket.once('error', () => settle(false));
      }),
  );
  return (await Promise.all(answers)).includes(true);
}

function signalGroup({ pid }: ChildProcess): (signal: NodeJS.Signals) => void {
  return (signal) => {
    try {
      if (pid !== undefined) process.kill(-pid, signal);
    } catch {
      // The group has ended.
    }
  };
}
