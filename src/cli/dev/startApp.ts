import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { killWithParent } from '../../testing/cerbos/killWithParent';
import { CommandError } from '../CommandError';

/** The app's own command, with all that it starts. */
export interface AppProcess {
  /** Its exit code; 128 and the number of the signal if one ended it. */
  readonly ended: Promise<number>;
  readonly signal: (name: NodeJS.Signals) => void;
}

const graceMs = 2_000;
const pollMs = 20;

/**
 * Starts the app's command in the same terminal, and in a process group of its own: so a signal
 * reaches what stands behind `npm run`, which does not hand it on. The group ends with this process.
 *
 * @throws CommandError if there is no such command.
 */
export async function startApp(
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<AppProcess> {
  const child = spawn(command, args, {
    detached: true,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', ({ message }) => {
      reject(
        new CommandError(
          `The command ${command} could not be started: ${message}. Write it after --, as you type it in a terminal.`,
        ),
      );
    });
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('The app was started without a process id.');
  const callOff = killWithParent({ pid, isGroup: true });
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => {
      const exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
      void endGroup(pid).then(() => {
        callOff();
        resolve(exitCode);
      });
    });
  });
  return {
    ended,
    signal: (name) => void signalGroup(pid, name),
  };
}

/** What the command has left behind would keep its ports. */
async function endGroup(pid: number): Promise<void> {
  signalGroup(pid, 'SIGTERM');
  for (let waited = 0; waited < graceMs; waited += pollMs) {
    if (!signalGroup(pid, 0)) return;
    await sleep(pollMs);
  }
  signalGroup(pid, 'SIGKILL');
}

/** False if nothing of the group is left. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
