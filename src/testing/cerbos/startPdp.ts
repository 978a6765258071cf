import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { invalidConfiguration } from '../../base/errors';
import type { CerbosServer } from './CerbosServer';
import { cerbosBinary } from './cerbosBinary';
import { pdpConfiguration, type PdpOptions } from './pdpConfiguration';
import { type PdpProcess, spawnPdp, waitUntilHealthy } from './pdpProcess';
import { type PortReservation, reservePort } from './portReservation';
import { requirePolicies } from './requirePolicies';

const maxAttempts = 3;

/** Does what `startCerbos` promises. */
export async function startPdp(options: PdpOptions): Promise<CerbosServer> {
  const { resolveFrom = process.cwd(), audit = false, startTimeoutMs = 10_000, onLog } = options;
  const binary = cerbosBinary(resolveFrom);
  const policies = resolve(options.policies);
  await requirePolicies(policies);
  if (typeof options.httpPort === 'number' && options.httpPort === options.grpcPort) {
    throw invalidConfiguration(
      `The HTTP API and the gRPC API can't both have port ${String(options.httpPort)}: each would get half of the questions. Choose two ports.`,
    );
  }

  const folder = await mkdtemp(join(tmpdir(), 'clerk-cerbos-pdp-'));
  const configFile = join(folder, 'config.json');
  const auditLogPath = audit ? join(folder, 'decisions.jsonl') : undefined;

  const start = async ({ http, grpc }: Ports): Promise<PdpProcess> => {
    const decisions = onLog === undefined ? auditLogPath : 'stdout';
    const addresses = { httpPort: http.port, grpcPort: grpc.port, auditLogPath: decisions };
    await writeFile(configFile, pdpConfiguration(options, addresses));
    const leftovers = [folder, http.lockFile, grpc.lockFile];
    const pdp = await spawnPdp({ binary, configFile, leftovers, onLog });
    const httpUrl = urlOf(http);
    await waitUntilHealthy(pdp, { httpUrl, policies, timeoutMs: startTimeoutMs, binary });
    return pdp;
  };

  const { ports, pdp } = await startOnFreePorts(options, start).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });

  const isWanted = new Set<PdpProcess>();
  const watch = (one: PdpProcess): PdpProcess => {
    isWanted.add(one);
    void one.ended.then((how) => {
      if (isWanted.delete(one)) options.onCrash?.(how);
    });
    return one;
  };
  let current = watch(pdp);
  const end = async () => {
    isWanted.delete(current);
    await current.end();
  };
  let restarting: Promise<unknown> = Promise.resolve();
  let isStopped = false;
  const restart = async () => {
    await end();
    if (isStopped) throw invalidConfiguration('The PDP was stopped. Start another one.');
    current = watch(await start(ports));
  };
  const stop = async () => {
    isStopped = true;
    // A PDP that is about to start must end, too.
    await restarting;
    await end();
    release(ports);
    await rm(folder, { recursive: true, force: true });
  };

  return {
    httpUrl: urlOf(ports.http),
    grpcTarget: `127.0.0.1:${String(ports.grpc.port)}`,
    get pid() {
      return current.pid;
    },
    ...(auditLogPath !== undefined && { auditLogPath }),
    async kill(signal) {
      current.signal(signal);
      if (signal === 'SIGKILL' || signal === 'SIGTERM') await current.ended;
    },
    async restart() {
      const done = restart();
      restarting = done.catch(() => undefined);
      await done;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Ports {
  readonly http: PortReservation;
  readonly grpc: PortReservation;
}

const urlOf = ({ port }: PortReservation) => `http://127.0.0.1:${String(port)}`;

function release({ http, grpc }: Ports): void {
  http.release();
  grpc.release();
}

/** Another program can take a free port before the PDP does. Then other ports are tried. */
async function startOnFreePorts(
  options: PdpOptions,
  start: (ports: Ports) => Promise<PdpProcess>,
): Promise<{ ports: Ports; pdp: PdpProcess }> {
  for (let attempt = 1; ; attempt++) {
    const ports = {
      http: await reservePort(options.httpPort),
      grpc: await reservePort(options.grpcPort),
    };
    try {
      return { ports, pdp: await start(ports) };
    } catch (error) {
      release(ports);
      const taken = error instanceof Error && error.message.includes('address already in use');
      if (!taken || attempt === maxAttempts) throw error;
    }
  }
}
