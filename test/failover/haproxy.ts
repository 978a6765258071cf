import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { reservePort } from '../../src/testing/cerbos/portReservation';
import { environment, haproxyVersion } from './haproxyVersion';
import type { Replica } from './startReplica';

/** A running haproxy. */
export interface Haproxy {
  readonly url: string;
  [Symbol.asyncDispose]: () => Promise<void>;
}

/**
 * Starts haproxy before some PDPs, with the settings of docs/production/pdp.md. `undefined` if it is
 * not installed.
 */
export async function startHaproxy(replicas: readonly Replica[]): Promise<Haproxy | undefined> {
  if (haproxyVersion() === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'clerk-cerbos-haproxy-'));
  const port = await reservePort();
  const file = join(folder, 'haproxy.cfg');
  await writeFile(file, configuration(port.port, replicas));
  const child = spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore', env: environment() });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const stop = async () => {
    process.off('exit', endWithUs);
    child.kill('SIGKILL');
    await ended;
    port.release();
    await rm(folder, { recursive: true, force: true });
  };
  while (!(await isOpen(port.port))) {
    if (child.exitCode !== null) {
      await stop();
      throw new Error(`haproxy ended while starting (exit code ${child.exitCode}).`);
    }
    await sleep(20);
  }
  return { url: `http://127.0.0.1:${port.port}`, [Symbol.asyncDispose]: stop };
}

function configuration(port: number, replicas: readonly Replica[]): string {
  const servers = replicas.map(({ httpUrl }, index) => `server s${index} ${new URL(httpUrl).host}`);
  return `
defaults
  mode http
  timeout connect 250ms
  timeout server 400ms
  timeout client 30s
  timeout http-keep-alive 60s
  timeout check 200ms
  retries 3
  option redispatch 1
  retry-on conn-failure empty-response response-timeout 502 503 504
frontend in
  bind 127.0.0.1:${port}
  default_backend cerbos
backend cerbos
  balance roundrobin
  option httpchk GET /_cerbos/health
  http-check expect status 200
  default-server check inter 250ms fastinter 100ms downinter 100ms fall 2 rise 1 observe layer7 error-limit 2 on-error mark-down
  ${servers.join('\n  ')}
`;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
