import { closeSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invalidConfiguration } from '../../base/errors';

/** A port of 127.0.0.1 that no other PDP started by this package gets until it is released. */
export interface PortReservation {
  readonly port: number;
  /** Removing this file is the release. */
  readonly lockFile: string;
  release: () => void;
}

const maxAttempts = 20;

/**
 * Reserves the wanted port of 127.0.0.1, or any free one.
 *
 * The PDP listens with `SO_REUSEPORT`: a second PDP on the same port does not fail, it silently
 * gets half of the first one's questions. "It was free a moment ago" is therefore not enough, and
 * a lock file covers the time until the PDP listens.
 */
export async function reservePort(wanted?: number): Promise<PortReservation> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const port = await findFreePort(wanted ?? 0).catch((cause: unknown) => {
      throw invalidConfiguration(
        `Port ${String(wanted)} of 127.0.0.1 can't be used; name another, or none to get a free one.`,
        cause,
      );
    });
    const lockFile = join(tmpdir(), `clerk-cerbos-pdp-${String(port)}.lock`);
    // Nothing listens on a port that was asked for by number, so its lock can only be a leftover.
    if (createLock(lockFile) || wanted !== undefined) {
      return { port, lockFile, release: () => rmSync(lockFile, { force: true }) };
    }
  }
  throw new Error(`There is no free port on 127.0.0.1: ${String(maxAttempts)} attempts failed.`);
}

/** Creates the file, or says that it is there: another PDP's, or left over from a crash. */
function createLock(file: string): boolean {
  try {
    closeSync(openSync(file, 'wx'));
    return true;
  } catch {
    return false;
  }
}

/** Binds and lets go. Node binds without `SO_REUSEPORT`, so a PDP on that port makes it fail. */
function findFreePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: wanted, host: '127.0.0.1' }, () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      server.close(() => {
        if (port === undefined) reject(new Error('The server has no TCP port.'));
        else resolve(port);
      });
    });
  });
}
