import { cp, mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GRPC } from '@cerbos/grpc';
import { onTestFinished } from 'vitest';
import type { Principal } from '../../src';
import { startCerbos, type StartCerbosOptions } from '../../src/testing';
import { startTimeoutMs } from '../setup/pdp';
import { root } from '../setup/publishedPackage';

/** The folder that is published. */
export const pack = join(root, 'src/policies');

type Files = Readonly<Record<string, string>>;
/** In a file of the pack, one text in place of another. */
export type Replacement = readonly [file: string, text: string, by: string];

/** A copy of the pack, with further files and with texts replaced, as long as a test runs. */
export async function packCopy(
  added: Files = {},
  replaced: readonly Replacement[] = [],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clerk-cerbos-pack-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(pack, folder, { recursive: true });
  for (const [name, text] of Object.entries(added)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  for (const [file, text, by] of replaced) {
    const before = await readFile(join(folder, file), 'utf8');
    if (!before.includes(text)) throw new Error(`${file} has no text ${text} to replace.`);
    await writeFile(join(folder, file), before.replaceAll(text, by));
  }
  return folder;
}

/** A client of a PDP that lives as long as the running test. */
export async function startPdp(
  policies: string,
  options: Omit<StartCerbosOptions, 'policies'> = { schemaEnforcement: 'reject' },
): Promise<GRPC> {
  const pdp = await startCerbos({ policies, startTimeoutMs, ...options });
  const cerbos = new GRPC(pdp.grpcTarget, { tls: false });
  onTestFinished(() => {
    cerbos.close();
    return pdp.stop();
  });
  return cerbos;
}

type Request = Parameters<GRPC['checkResources']>[0];

/** One request: some resources, each with the actions that are asked of it. */
export async function check(
  cerbos: GRPC,
  { id, roles, attr }: Principal,
  resources: Request['resources'],
) {
  // The client's type is that of a JSON object, which a principal's attributes are.
  const principal = { id, roles: [...roles], attr: attr as Request['principal']['attr'] };
  const { results } = await cerbos.checkResources({ principal, resources });
  if (results.length !== resources.length) throw new Error('The PDP left something unanswered.');
  return results;
}
