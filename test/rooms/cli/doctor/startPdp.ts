import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Pdp } from '../../../../src/cli/doctor/pdp/Pdp';
import { cerbosBinary } from '../../../../src/testing/cerbos/cerbosBinary';
import { spawnPdp, waitUntilHealthy } from '../../../../src/testing/cerbos/pdpProcess';
import { reservePort } from '../../../../src/testing/cerbos/portReservation';
import { startTimeoutMs } from '../../../setup/pdp';

interface Settings {
  readonly policies: string;
  /** The folder whose PDP is started. */
  readonly resolveFrom: string;
  /** Where it listens: `127.0.0.1`, or `''` for all interfaces. */
  readonly host?: string;
  /** What else stands under `server`. */
  readonly server?: object;
  /** Other parts of the configuration. */
  readonly config?: object;
}

/** Starts a PDP with the PDP's own defaults, which `startCerbos` of the package changes. */
export async function startPdp(settings: Settings): Promise<Pdp> {
  const { policies, resolveFrom, host = '127.0.0.1', server, config } = settings;
  const [http, grpc] = [await reservePort(), await reservePort()];
  const folder = await mkdtemp(join(tmpdir(), 'clerk-cerbos-doctor-'));
  const configFile = join(folder, 'config.json');
  await writeFile(
    configFile,
    JSON.stringify({
      ...config,
      server: {
        httpListenAddr: `${host}:${String(http.port)}`,
        grpcListenAddr: `${host}:${String(grpc.port)}`,
        ...server,
      },
      storage: { driver: 'disk', disk: { directory: policies, watchForChanges: false } },
      telemetry: { disabled: true },
    }),
  );
  const binary = cerbosBinary(resolveFrom);
  const leftovers = [folder, http.lockFile, grpc.lockFile];
  const pdp = await spawnPdp({ binary, configFile, leftovers });
  onTestFinished(async () => {
    await pdp.end();
    http.release();
    grpc.release();
  });
  const httpUrl = `http://127.0.0.1:${String(http.port)}`;
  await waitUntilHealthy(pdp, { httpUrl, policies, timeoutMs: startTimeoutMs, binary });
  return new Pdp(httpUrl);
}
