import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { type CerbosServer, startCerbos } from '../../src/testing';

/** The tests' policies. */
export const policies = fileURLToPath(new URL('./policies', import.meta.url));

/** Starts the real PDP with the tests' policies before a file's tests, and stops it after. */
export function usePdp(): () => CerbosServer {
  let pdp: CerbosServer | undefined;
  beforeAll(async () => {
    pdp = await startCerbos({ policies });
  });
  afterAll(async () => {
    await pdp?.stop();
  });
  return () => {
    if (pdp === undefined) throw new Error('The PDP is there only while tests run.');
    return pdp;
  };
}
