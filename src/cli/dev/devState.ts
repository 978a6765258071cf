import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { getProperty } from '../../base/value';

/** Where a running `dev` answers. */
export interface DevState {
  readonly pid: number;
  /** With the token in its path. */
  readonly url: string;
  /** The HTTP API of its PDP. */
  readonly pdpUrl: string;
}

const writableByOthers = 0o022;
const address = /^http:\/\/127\.0\.0\.1:\d{1,5}\/[\w-]{43}$/;
const pdpAddress = /^http:\/\/127\.0\.0\.1:\d{1,5}$/;

/** The file in which `dev` says where it answers; `undefined` in a project without `node_modules`. */
export function devStateFile(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    if (existsSync(modules)) return join(modules, '.cache', 'clerk-cerbos', 'dev.json');
    if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return undefined;
  }
}

/** Writes the file, for this user only. */
export function writeDevState(file: string, state: DevState): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${String(state.pid)}`;
  rmSync(temporary, { force: true });
  writeFileSync(temporary, JSON.stringify(state), { mode: 0o600, flag: 'wx' });
  renameSync(temporary, file);
}

/** Removes the file, unless it is by now that of another `dev`. */
export function removeDevState(file: string): void {
  if (read(file)?.pid === process.pid) rmSync(file, { force: true });
}

/** Finds the `dev` that runs in a project. */
export function findDev(from: string): DevState | undefined {
  const file = devStateFile(from);
  const state = file === undefined ? undefined : read(file);
  return state !== undefined && isRunning(state.pid) ? state : undefined;
}

function read(file: string): DevState | undefined {
  try {
    const state: unknown = JSON.parse(readOwn(file));
    const [pid, url, pdpUrl] = ['pid', 'url', 'pdpUrl'].map((name) => getProperty(state, name));
    if (typeof pid !== 'number' || pid <= 0) return undefined;
    if (typeof url !== 'string' || typeof pdpUrl !== 'string') return undefined;
    // No other machine is asked, whatever the file says.
    return address.test(url) && pdpAddress.test(pdpUrl) ? { pid, url, pdpUrl } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads a file that only this user can have written. Where several people share a folder, another
 * one could have `explain` print what a server of theirs says.
 */
function readOwn(file: string): string {
  // A link could lead to a file of this user that is no state.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { uid, mode } = fstatSync(descriptor);
    const isOwn = uid === process.getuid?.() && (mode & writableByOthers) === 0;
    return isOwn ? readFileSync(descriptor, 'utf8') : '';
  } finally {
    closeSync(descriptor);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
