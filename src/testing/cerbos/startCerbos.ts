import type { CerbosServer, StartCerbosOptions } from './CerbosServer';
import { startPdp } from './startPdp';

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
export function startCerbos(options: StartCerbosOptions): Promise<CerbosServer> {
  return startPdp(options);
}
