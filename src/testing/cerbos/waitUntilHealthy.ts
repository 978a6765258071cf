import { setTimeout as sleep } from 'node:timers/promises';
import { type ConfigurationError, invalidConfiguration } from '../../base/errors';
import type { PdpProcess } from './pdpProcess';

interface Expectation {
  readonly httpUrl: string;
  readonly policies: string;
  readonly timeoutMs: number;
}

const pollIntervalMs = 20;
const pollTimeoutMs = 1000;

/**
 * Resolves when the PDP serves.
 *
 * @throws ConfigurationError if it ends before that or takes too long, with what it wrote itself.
 */
export async function waitUntilHealthy(pdp: PdpProcess, expected: Expectation): Promise<void> {
  const deadline = performance.now() + expected.timeoutMs;
  while (pdp.isRunning()) {
    if (await isHealthy(expected.httpUrl)) return;
    if (performance.now() > deadline) {
      const output = pdp.output();
      await pdp.end();
      throw failed(
        expected,
        `was not healthy after ${String(expected.timeoutMs)} ms; raise startTimeoutMs if the machine is slow`,
        output,
      );
    }
    await Promise.race([sleep(pollIntervalMs), pdp.ended]);
  }
  throw failed(expected, `ended while starting (${await pdp.ended})`, pdp.output());
}

async function isHealthy(httpUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${httpUrl}/_cerbos/health`, {
      signal: AbortSignal.timeout(pollTimeoutMs),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function failed({ policies }: Expectation, what: string, output: string): ConfigurationError {
  return invalidConfiguration(
    `The PDP with the policies in ${policies} ${what}. It said:\n${output === '' ? '(nothing)' : output}`,
  );
}
