import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { type CerbosServer, startCerbos } from '../../src/testing';

/** The tests' policies. */
export const policies = fileURLToPath(new URL('./policies', import.meta.url));

/** How long the PDP may take to start: on a busy machine that is no fault, whatever it takes. */
export const startTimeoutMs = 60_000;

/**
 * Options of a bridge that asks a real PDP, where it is not the deadline that is tested: a busy
 * machine may need longer than the default for an answer.
 */
export const patient = { timeoutMs: 15_000 };

/** Starts the real PDP with the tests' policies before a file's tests, and stops it after. */
export function usePdp(): () => CerbosServer {
  let pdp: CerbosServer | undefined;
  beforeAll(async () => {
    pdp = await startCerbos({ policies, startTimeoutMs });
  });
  afterAll(async () => {
    await pdp?.stop();
  });
  return () => {
    if (pdp === undefined) throw new Error('The PDP is there only while tests run.');
    return pdp;
  };
}
