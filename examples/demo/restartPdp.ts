import type { CerbosServer } from 'clerk-cerbos/testing';
import { setTimeout as sleep } from 'node:timers/promises';

const timeoutMs = 60_000;

/**
 * Starts the PDP again, and waits until the app gets answers from it. Over gRPC that is a moment
 * later, since the app does not connect again at once.
 *
 * @param isBack - makes a request that changes nothing, and says whether the PDP has decided it.
 */
export async function restartPdp(pdp: CerbosServer, isBack: () => Promise<boolean>): Promise<void> {
  await pdp.restart();
  const deadline = performance.now() + timeoutMs;
  while (!(await isBack())) {
    if (performance.now() > deadline) {
      throw new Error('The app gets no answers from the PDP that was started again.');
    }
    await sleep(50);
  }
}
