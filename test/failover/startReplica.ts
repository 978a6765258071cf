import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cerbosBinary } from '../../src/testing/cerbos/cerbosBinary';
import { pdpConfiguration } from '../../src/testing/cerbos/pdpConfiguration';
import { type PdpProcess, spawnPdp, waitUntilHealthy } from '../../src/testing/cerbos/pdpProcess';
import { reservePort } from '../../src/testing/cerbos/portReservation';
import { policies, startTimeoutMs } from '../setup/pdp';
import { root } from '../setup/publishedPackage';

/** A PDP that dies and comes back at the same address, and whose policies can be loaded anew. */
export interface Replica {
  readonly httpUrl: string;
  readonly grpcTarget: string;
  /** Starts its process. Resolves at once. */
  start: () => Promise<void>;
  /** The time at which each of its ports listened, on the clock of `performance`. */
  listening: () => Promise<{ readonly http: number; readonly grpc: number }>;
  healthy: () => Promise<void>;
  signal: (signal: NodeJS.Signals) => void;
  ended: () => Promise<unknown>;
  /** Has it load all of its policies anew, and waits until it has. */
  reload: () => Promise<void>;
  [Symbol.asyncDispose]: () => Promise<void>;
}

// The PDP's own, for an Admin API that listens on 127.0.0.1 only.
// https://docs.cerbos.dev/cerbos/latest/api/admin_api
const credentials = `Basic ${Buffer.from('cerbos:cerbosAdmin').toString('base64')}`;

/** Starts a PDP with the tests' policies. `startCerbos` gives users none with an Admin API. */
export async function startReplica(): Promise<Replica> {
  const binary = cerbosBinary(root);
  const folder = await mkdtemp(join(tmpdir(), 'clerk-cerbos-failover-'));
  const [http, grpc] = [await reservePort(), await reservePort()];
  const httpUrl = `http://127.0.0.1:${http.port}`;
  const configFile = join(folder, 'config.json');
  const addresses = { httpPort: http.port, grpcPort: grpc.port, auditLogPath: undefined };
  // It is what pdpConfiguration wrote.
  const config = JSON.parse(pdpConfiguration({ policies }, addresses)) as { server: object };
  const server = { ...config.server, adminAPI: { enabled: true } };
  await writeFile(configFile, JSON.stringify({ ...config, server }));
  const spawn = () =>
    spawnPdp({ binary, configFile, leftovers: [folder, http.lockFile, grpc.lockFile] });
  let current: PdpProcess = await spawn();

  const healthy = () =>
    waitUntilHealthy(current, { httpUrl, policies, timeoutMs: startTimeoutMs, binary });
  const stop = async () => {
    await current.end();
    for (const port of [http, grpc]) port.release();
    await rm(folder, { recursive: true, force: true });
  };
  await healthy().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    httpUrl,
    grpcTarget: `127.0.0.1:${grpc.port}`,
    healthy,
    [Symbol.asyncDispose]: stop,
    async start() {
      current = await spawn();
    },
    async listening() {
      const [httpAt, grpcAt] = await Promise.all([listens(http.port), listens(grpc.port)]);
      return { http: httpAt, grpc: grpcAt };
    },
    signal(signal) {
      current.signal(signal);
    },
    ended: () => current.ended,
    async reload() {
      const response = await fetch(`${httpUrl}/admin/store/reload?wait=true`, {
        headers: { authorization: credentials },
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`The Admin API answered ${response.status}.`);
    },
  };
}

const POLL_MS = 5;

/** Resolves with the time at which a port takes connections. */
async function listens(port: number): Promise<number> {
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => {
        resolve(false);
      });
    });
    if (isOpen) return performance.now();
    await sleep(POLL_MS);
  }
}
