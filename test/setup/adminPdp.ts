import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from 'bcryptjs';
import { cerbosBinary } from '../../src/testing/cerbos/cerbosBinary';
import { pdpConfiguration } from '../../src/testing/cerbos/pdpConfiguration';
import { spawnPdp, waitUntilHealthy } from '../../src/testing/cerbos/pdpProcess';
import { reservePort } from '../../src/testing/cerbos/portReservation';
import { startTimeoutMs } from './pdp';
import { root } from './publishedPackage';

/** Who may use the Admin API. */
export const admin = { username: 'ada', password: 'correct horse' };

/** Starts a real PDP that has the Admin API, which `startCerbos` leaves out. */
export async function startAdminPdp(policies: string) {
  const folder = await mkdtemp(join(tmpdir(), 'clerk-cerbos-admin-'));
  const [http, grpc] = [await reservePort(), await reservePort()];
  const configuration = JSON.parse(
    pdpConfiguration(
      { policies },
      { httpPort: http.port, grpcPort: grpc.port, auditLogPath: undefined },
    ),
  ) as { server: object };
  const passwordHash = Buffer.from(await hash(admin.password, 4)).toString('base64');
  const adminCredentials = { username: admin.username, passwordHash };
  const configFile = join(folder, 'config.json');
  await writeFile(
    configFile,
    JSON.stringify({
      ...configuration,
      server: { ...configuration.server, adminAPI: { enabled: true, adminCredentials } },
    }),
  );
  const binary = cerbosBinary(root);
  const leftovers = [folder, http.lockFile, grpc.lockFile];
  const pdp = await spawnPdp({ binary, configFile, leftovers });
  const httpUrl = `http://127.0.0.1:${String(http.port)}`;
  await waitUntilHealthy(pdp, { httpUrl, policies, timeoutMs: startTimeoutMs, binary });
  return {
    httpUrl,
    async stop() {
      await pdp.end();
      http.release();
      grpc.release();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
