import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

// `read` returns when the pipe from our process closes, and the kernel closes it however our
// process ends, SIGKILL included. The traps keep Ctrl-C, which the whole terminal gets, from ending
// the guard before its work is done.
const guard = 'trap "" HUP INT TERM; read -r _; kill -9 "$1"; shift; rm -rf "$@"';

/**
 * Kills another process and removes files as soon as this process is gone, whichever way it goes.
 *
 * An `exit` hook would miss SIGKILL and crashes, and signal handlers would change what Ctrl-C does
 * to the program that uses us. Not covered: a machine without `/bin/sh`, and whoever kills the
 * guard itself.
 *
 * @returns Calls it off.
 */
export function killWithParent(pid: number, leftovers: readonly string[]): () => void {
  const child = spawn('/bin/sh', ['-c', guard, 'clerk-cerbos-guard', String(pid), ...leftovers], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  // Declared as a stream; pipes to child processes are sockets, and would keep this process alive.
  if (child.stdin instanceof Socket) child.stdin.unref();
  return () => child.kill('SIGKILL');
}
