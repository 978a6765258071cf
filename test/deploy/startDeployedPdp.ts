import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cerbosBinary } from '../../src/testing/cerbos/cerbosBinary';
import { spawnPdp } from '../../src/testing/cerbos/pdpProcess';
import { reservePort } from '../../src/testing/cerbos/portReservation';
import { policies, startTimeoutMs } from '../setup/pdp';
import { root } from '../setup/publishedPackage';
import { readDeployFile } from './deployFiles';

const run = promisify(execFile);

/** The configurations in `examples/deploy/pdp`. */
export const configurations = ['service', 'loopback', 'socket'] as const;
export type Configuration = (typeof configurations)[number];

/** A PDP that runs with one of them. */
export interface DeployedPdp {
  /** Undefined if it listens on a Unix socket. */
  readonly httpUrl: string | undefined;
  /** What `new GRPC()` takes. */
  readonly grpcTarget: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the real PDP with a configuration of `examples/deploy/pdp`, and waits until the command of
 * its health probes succeeds. Its addresses and its folder are replaced in the text of the file, so
 * that the PDP reads everything else as it is.
 *
 * @param name - the configuration.
 * @param options - `binary`: the PDP, by default that of the npm package `cerbos`. `edit` changes the
 * text before the PDP reads it.
 * @throws Error with the output of a PDP that does not start.
 */
export async function startDeployedPdp(
  name: Configuration,
  options: { readonly binary?: string; readonly edit?: (text: string) => string } = {},
): Promise<DeployedPdp> {
  const { binary = cerbosBinary(root), edit = (text: string) => text } = options;
  const folder = await mkdtemp(join(tmpdir(), 'pdp-'));
  const [http, grpc] = [await reservePort(), await reservePort()];
  const text = replaceEach(readDeployFile(`pdp/${name}.yaml`), [
    [/'(127\.0\.0\.1)?:3592'/, `'127.0.0.1:${http.port}'`],
    [/'(127\.0\.0\.1)?:3593'/, `'127.0.0.1:${grpc.port}'`],
    [/unix:\/sock\//, `unix:${folder}/`],
    [/directory: \S+/, `directory: ${policies}`],
  ]);
  const configFile = join(folder, 'pdp.yaml');
  await writeFile(configFile, edit(text));

  const leftovers = [folder, http.lockFile, grpc.lockFile];
  const pdp = await spawnPdp({ binary, configFile, leftovers });
  const stop = async () => {
    await pdp.end();
    http.release();
    grpc.release();
    await rm(folder, { recursive: true, force: true });
  };

  const deadline = performance.now() + startTimeoutMs;
  const isHealthy = () =>
    run(binary, ['healthcheck', `--config=${configFile}`, '--timeout=5s']).then(
      () => true,
      () => false,
    );
  while (!(await isHealthy())) {
    if (!pdp.isRunning() || performance.now() > deadline) {
      await stop();
      throw new Error(`The PDP does not start with pdp/${name}.yaml. Its output:\n${pdp.output()}`);
    }
    await sleep(50);
  }

  const socket = `unix:${folder}/cerbos.grpc`;
  return name === 'socket'
    ? { httpUrl: undefined, grpcTarget: socket, stop }
    : {
        httpUrl: `http://127.0.0.1:${http.port}`,
        grpcTarget: `127.0.0.1:${grpc.port}`,
        stop,
      };
}

function replaceEach(text: string, replacements: readonly (readonly [RegExp, string])[]): string {
  return replacements.reduce(
    (done, [from, to]) => done.replaceAll(new RegExp(from, 'g'), () => to),
    text,
  );
}
