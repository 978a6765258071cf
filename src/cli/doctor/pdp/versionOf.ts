import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cerbosBinary } from '../../../testing/cerbos/cerbosBinary';
import type { Subject } from '../Subject';

/** The version of the PDP that decides: the one that runs, or else the one that is installed. */
export async function versionOf({ pdp, folder }: Subject): Promise<string | undefined> {
  const running = await pdp?.version().catch(() => undefined);
  return running ?? (await installedPdp(folder))?.version;
}

/** The PDP in the app's `node_modules`; `undefined` if there is none. */
export async function installedPdp(
  folder: string,
): Promise<{ binary: string; version: string } | undefined> {
  try {
    const binary = cerbosBinary(folder);
    const { stdout } = await promisify(execFile)(binary, ['--version'], { timeout: 10_000 });
    return { binary, version: /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? 'unknown' };
  } catch {
    return undefined;
  }
}

/** Compares the first two numbers of versions: `0.51.0` is before `0.53`. */
export function isBefore(version: string, other: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
