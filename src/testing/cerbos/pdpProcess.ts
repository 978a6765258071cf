import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConfigurationError, invalidConfiguration } from '../../base/errors';
import { compileErrors } from './compileErrors';
import { killWithParent } from './killWithParent';

/** One process of the PDP, from its start to its end. */
export interface PdpProcess {
  readonly pid: number;
  /** How it ended, in words. Pending while it runs. */
  readonly ended: Promise<string>;
  isRunning: () => boolean;
  signal: (signal: NodeJS.Signals) => void;
  /** What it wrote, without its log lines if there is anything else. */
  output: () => string;
  end: () => Promise<void>;
}

interface PdpCommand {
  readonly binary: string;
  readonly configFile: string;
  /** Files to remove if this process ends without stopping the PDP. */
  readonly leftovers: readonly string[];
  /** Gets each line that the PDP logs: how it came to each decision, too. */
  readonly onLog?: ((line: string) => void) | undefined;
}

const outputLimit = 64 * 1024;
const gracePeriodMs = 3000;

/** Starts the PDP's binary, without waiting until it is healthy. */
export async function spawnPdp({
  binary,
  configFile,
  leftovers,
  onLog,
}: PdpCommand): Promise<PdpProcess> {
  const isTraced = onLog !== undefined;
  const logLevel = isTraced ? 'debug' : 'error';
  const child = spawn(binary, ['server', `--config=${configFile}`, `--log-level=${logLevel}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Then Ctrl-C does not reach it, and an app that ends can still ask it.
    detached: isTraced,
    ...(isTraced && { env: { ...process.env, CERBOS_DEBUG_ENGINE: '1' } }),
  });

  let written = '';
  const keep = (chunk: string) => {
    written = (written + chunk).slice(-outputLimit);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  if (isTraced) createInterface(child.stdout).on('line', onLog);

  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('The PDP was spawned without a process id.');

  const callOff = killWithParent({ pid, leftovers });
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
      // A paused process receives SIGTERM only after it continues.
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

/** When the PDP refuses to start, it writes everything twice: as JSON and as text. */
function readable(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const text = lines.filter((line) => !line.startsWith('{'));
  return (text.length > 0 ? text : lines).join('\n');
}

interface Expectation {
  readonly httpUrl: string;
  readonly policies: string;
  readonly timeoutMs: number;
  /** Compiles the policies if the PDP does not start. */
  readonly binary: string;
}

const pollIntervalMs = 20;
const pollTimeoutMs = 1000;

/**
 * Resolves when the PDP is healthy.
 *
 * @throws ConfigurationError with the PDP's own output, if it ends before that or takes too long,
 * and with the errors of its policies.
 */
export async function waitUntilHealthy(pdp: PdpProcess, expected: Expectation): Promise<void> {
  const deadline = performance.now() + expected.timeoutMs;
  while (pdp.isRunning()) {
    if (await isHealthy(expected.httpUrl)) return;
    if (performance.now() > deadline) {
      const output = pdp.output();
      await pdp.end();
      throw failed(
        expected,
        `was not healthy after ${String(expected.timeoutMs)} ms (set a larger startTimeoutMs if the machine is slow)`,
        output,
      );
    }
    await Promise.race([sleep(pollIntervalMs), pdp.ended]);
  }
  const how = await pdp.ended;
  const errors = await compileErrors(expected.binary, expected.policies);
  const where =
    errors &&
    `\n\n\`cerbos compile\` says where:\n${errors}\n\nCorrect this, and start the PDP again.`;
  throw failed(expected, `ended while starting (${how})`, pdp.output() + where);
}

async function isHealthy(httpUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${httpUrl}/_cerbos/health`, {
      signal: AbortSignal.timeout(pollTimeoutMs),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function failed({ policies }: Expectation, what: string, output: string): ConfigurationError {
  return invalidConfiguration(
    `The PDP with the policies in ${policies} ${what}. Its output:\n${output === '' ? '(nothing)' : output}`,
  );
}
