import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { killWithParent } from './killWithParent';

/** One process of the PDP, from its start to its end. */
export interface PdpProcess {
  readonly pid: number;
  /** How it ended, in words; pending while it runs. */
  readonly ended: Promise<string>;
  isRunning: () => boolean;
  signal: (signal: NodeJS.Signals) => void;
  /** What it wrote, less its log lines if it wrote anything else. */
  output: () => string;
  end: () => Promise<void>;
}

interface PdpCommand {
  readonly binary: string;
  readonly configFile: string;
  /** Removed if this process goes without ending the PDP. */
  readonly leftovers: readonly string[];
}

const outputLimit = 64 * 1024;
const gracePeriodMs = 3000;

/** Starts the PDP's binary; whether it gets healthy is another question. */
export async function spawnPdp({ binary, configFile, leftovers }: PdpCommand): Promise<PdpProcess> {
  const child = spawn(binary, ['server', `--config=${configFile}`, '--log-level=error'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });

  let written = '';
  const keep = (chunk: string) => {
    written = (written + chunk).slice(-outputLimit);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);

  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('The PDP was spawned without a process id.');

  const callOff = killWithParent(pid, leftovers);
  let running = true;
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => {
      running = false;
      callOff();
      resolve(signal === null ? `exit code ${String(code)}` : `signal ${signal}`);
    });
  });

  const signal = (name: NodeJS.Signals) => {
    if (running) child.kill(name);
  };
  return {
    pid,
    ended,
    isRunning: () => running,
    signal,
    output: () => readable(written),
    async end() {
      signal('SIGTERM');
      // A stopped process receives SIGTERM only when it continues.
      signal('SIGCONT');
      const abort = new AbortController();
      const late = sleep(gracePeriodMs, undefined, { signal: abort.signal }).then(
        () => signal('SIGKILL'),
        () => undefined,
      );
      await Promise.race([ended, late]);
      abort.abort();
      await ended;
    },
  };
}

/** The PDP says everything twice when it refuses to start: as JSON for machines, and as text. */
function readable(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const text = lines.filter((line) => !line.startsWith('{'));
  return (text.length > 0 ? text : lines).join('\n');
}
