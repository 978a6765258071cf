import { Agent, request } from 'node:http';

/** What callers saw who asked one after the other, without a pause. */
export interface Load {
  readonly perSecond: number;
  /** Milliseconds, sorted. */
  readonly tookMs: readonly number[];
}

/**
 * Asks an address from several connections at once, for a while. Each asks again as soon as it has
 * its answer.
 *
 * @throws Error at the first answer that is not a 200: what fails quickly would look fast.
 */
export async function load(
  url: string,
  { callers, ms, token }: { callers: number; ms: number; token: string },
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const options = { agent, headers: { authorization: `Bearer ${token}` } };
  const tookMs: number[] = [];
  const started = performance.now();
  const call = async () => {
    while (performance.now() - started < ms) {
      const at = performance.now();
      await ask(url, options);
      tookMs.push(performance.now() - at);
    }
  };
  try {
    await Promise.all(Array.from({ length: callers }, call));
  } finally {
    agent.destroy();
  }
  const seconds = (performance.now() - started) / 1000;
  return { perSecond: tookMs.length / seconds, tookMs: tookMs.sort((a, b) => a - b) };
}

function ask(url: string, options: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${url} answered ${response.statusCode}.`));
      });
    });
    sent.once('error', reject);
    sent.end();
  });
}
