import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CerbosServer, StartCerbosOptions } from './CerbosServer';
import { cerbosBinary } from './cerbosBinary';
import { pdpConfiguration } from './pdpConfiguration';
import { type PdpProcess, spawnPdp, waitUntilHealthy } from './pdpProcess';
import { type PortReservation, reservePort } from './portReservation';
import { requirePolicies } from './requirePolicies';

const maxAttempts = 3;

/**
 * Starts a real Cerbos PDP on free ports of 127.0.0.1, from the binary in the npm package `cerbos`.
 * Resolves when it is healthy. The PDP ends when this process ends, in any way.
 *
 * @param options - the folder of the policies, and other settings.
 * @throws ConfigurationError if there is no binary for this machine, if the folder has no policy, or
 * if the PDP does not start. The message then has the PDP's own output, and for each policy that
 * does not load or compile the file, the line and its text.
 *
 * @example
 * ```ts
 * import { HTTP } from '@cerbos/http';
 * import { startCerbos } from 'clerk-cerbos/testing';
 *
 * const pdp = await startCerbos({ policies: 'policies' });
 * const cerbos = new HTTP(pdp.httpUrl);
 * await pdp.stop();
 * ```
 *
 * @see https://docs.cerbos.dev/cerbos/latest/cli/cerbos#server
 */
export async function startCerbos(options: StartCerbosOptions): Promise<CerbosServer> {
  const { resolveFrom = process.cwd(), audit = false, startTimeoutMs = 10_000 } = options;
  const binary = cerbosBinary(resolveFrom);
  const policies = resolve(options.policies);
  await requirePolicies(policies);

  const folder = await mkdtemp(join(tmpdir(), 'clerk-cerbos-pdp-'));
  const configFile = join(folder, 'config.json');
  const auditLogPath = audit ? join(folder, 'decisions.jsonl') : undefined;

  const start = async ({ http, grpc }: Ports): Promise<PdpProcess> => {
    const addresses = { httpPort: http.port, grpcPort: grpc.port, auditLogPath };
    await writeFile(configFile, pdpConfiguration(options, addresses));
    const leftovers = [folder, http.lockFile, grpc.lockFile];
    const pdp = await spawnPdp({ binary, configFile, leftovers });
    const httpUrl = urlOf(http);
    await waitUntilHealthy(pdp, { httpUrl, policies, timeoutMs: startTimeoutMs, binary });
    return pdp;
  };

  const { ports, pdp } = await startOnFreePorts(options, start).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });

  let current = pdp;
  const stop = async () => {
    await current.end();
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
      await current.end();
      current = await start(ports);
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
  options: StartCerbosOptions,
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
