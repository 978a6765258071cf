import { closeSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invalidConfiguration } from '../../base/errors';

/** A port of 127.0.0.1 that is reserved against other PDPs of this package. */
export interface PortReservation {
  readonly port: number;
  /** Removing this file releases the port. */
  readonly lockFile: string;
  release: () => void;
}

const maxAttempts = 20;

/** Which port: a free one; this one, or it fails; or this one if it is free. */
export type WantedPort = undefined | number | { readonly ifFree: number };

/**
 * Reserves a port of 127.0.0.1: the given one, or any free one.
 *
 * The PDP listens with `SO_REUSEPORT`: a second PDP on the same port does not fail, but silently
 * gets half of the questions. So it is not enough that the port was free a moment ago. A lock file
 * covers the time until the PDP listens.
 */
export async function reservePort(wanted?: WantedPort): Promise<PortReservation> {
  if (typeof wanted === 'object') return (await reserveIfFree(wanted.ifFree)) ?? reservePort();
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const port = await findFreePort(wanted ?? 0).catch((cause: unknown) => {
      throw invalidConfiguration(
        `Port ${String(wanted)} of 127.0.0.1 can't be used. Use another port, or leave it out to get a free one.`,
        cause,
      );
    });
    const lockFile = lockFileOf(port);
    // The port is given and nothing listens on it, so its lock is left over from a crash.
    if (createLock(lockFile) || wanted !== undefined) return reservation(port, lockFile);
  }
  throw new Error(`There is no free port on 127.0.0.1: ${String(maxAttempts)} attempts failed.`);
}

/** The lock may be that of a PDP which does not listen yet, so it is respected. */
async function reserveIfFree(wanted: number): Promise<PortReservation | undefined> {
  const port = await findFreePort(wanted).catch(() => undefined);
  const lockFile = lockFileOf(wanted);
  return port !== undefined && createLock(lockFile) ? reservation(port, lockFile) : undefined;
}

const lockFileOf = (port: number) => join(tmpdir(), `clerk-cerbos-pdp-${String(port)}.lock`);

function reservation(port: number, lockFile: string): PortReservation {
  return { port, lockFile, release: () => rmSync(lockFile, { force: true }) };
}

/** Creates the lock file. False if it exists: from another PDP, or left over from a crash. */
function createLock(file: string): boolean {
  try {
    closeSync(openSync(file, 'wx'));
    return true;
  } catch {
    return false;
  }
}

/**
 * Binds the port and releases it. Node.js binds without `SO_REUSEPORT`, so it fails if a PDP has
 * it.
 */
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
