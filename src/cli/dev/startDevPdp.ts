import { randomBytes } from 'node:crypto';
import { hash } from 'bcryptjs';
import type { CerbosServer } from '../../testing/cerbos/CerbosServer';
import type { PdpOptions } from '../../testing/cerbos/pdpConfiguration';
import { startPdp } from '../../testing/cerbos/startPdp';
import { CommandError } from '../CommandError';

/** A PDP that is told when to load policies again. */
export interface DevPdp {
  readonly server: CerbosServer;
  /**
   * Has the PDP load the policies from the folder. With policies that don't load, it keeps those
   * that it has.
   */
  readonly reload: () => Promise<void>;
}

const username = 'dev';
// It only has to hold for one run, on this machine. The PDP computes it for each request.
const bcryptCost = 4;
const timeoutMs = 10_000;

/**
 * Starts a PDP with the Admin API, whose password is new in each run. Its own watching of files
 * would take seconds, and would not say what became of it.
 *
 * @see https://docs.cerbos.dev/cerbos/latest/api/admin_api
 */
export async function startDevPdp(options: Omit<PdpOptions, 'admin'>): Promise<DevPdp> {
  const password = randomBytes(32).toString('base64url');
  const passwordHash = Buffer.from(await hash(password, bcryptCost)).toString('base64');
  const server = await startPdp({ ...options, admin: { username, passwordHash } });
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return {
    server,
    async reload() {
      const said = await reload(server.httpUrl, authorization).catch((error: unknown) => {
        return `no answer (${error instanceof Error ? error.message : String(error)})`;
      });
      if (said !== '') {
        throw new CommandError(
          `The PDP did not load the policies, and keeps those that it has. It said: ${said}`,
        );
      }
    },
  };
}

/** Returns what is wrong; `''` if nothing is. */
async function reload(httpUrl: string, authorization: string): Promise<string> {
  const response = await fetch(`${httpUrl}/admin/store/reload?wait=true`, {
    headers: { authorization },
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  return response.ok ? '' : text || `status ${String(response.status)}`;
}
