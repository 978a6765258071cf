import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

interface Ward {
  readonly pid: number;
  /** The process leads a group. The whole group gets a second to end by itself. */
  readonly isGroup?: boolean;
  /** Files to remove. */
  readonly leftovers?: readonly string[];
}

// `read` returns when the pipe from our process closes, and the kernel closes it whenever our
// process ends, also after SIGKILL. The traps are for Ctrl-C, which reaches the whole terminal and
// would otherwise end the guard too early.
const guard = (kill: string) =>
  `trap "" HUP INT TERM; read -r _; ${kill}; shift; test $# -eq 0 || rm -rf "$@"`;
const killProcess = 'kill -9 "$1"';
const killGroup = 'kill -15 -"$1"; sleep 1; kill -9 -"$1"';

/**
 * Kills another process and removes files as soon as this process has ended, in any way.
 *
 * An `exit` hook would miss SIGKILL and crashes, and signal handlers would change what Ctrl-C does
 * in the app. It does not work without `/bin/sh`, or if the guard itself is killed.
 *
 * @returns a function that cancels it.
 */
export function killWithParent({ pid, isGroup = false, leftovers = [] }: Ward): () => void {
  const script = guard(isGroup ? killGroup : killProcess);
  const child = spawn('/bin/sh', ['-c', script, 'clerk-cerbos-guard', String(pid), ...leftovers], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  // It is declared as a stream, but pipes to child processes are sockets, which would keep this
  // process alive.
  if (child.stdin instanceof Socket) child.stdin.unref();
  return () => child.kill('SIGKILL');
}
