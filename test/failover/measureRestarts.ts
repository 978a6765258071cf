import { setTimeout as sleep } from 'node:timers/promises';
import { HTTP } from '@cerbos/http';
import { askSteadily } from './askSteadily';
import { reconnectingClient } from './setups';
import { startReplica } from './startReplica';

/** How soon one client got an answer after each restart of its only PDP. */
export interface Recovery {
  readonly name: string;
  /** From the time at which the PDP listens to the first right answer, in milliseconds. */
  readonly ms: readonly number[];
  readonly medianMs: number;
  readonly targetMs: number;
}

/** How long the PDP is away before each restart, in milliseconds. */
const AWAY_MS = [500, 1500, 3000, 6000, 2000, 800, 10_000];
/** A question every 40 ms. */
const PER_SECOND = 25;
const LIMIT_MS = 60_000;

/** Kills and starts one PDP seven times. */
export async function measureRestarts(
  onRestart: (what: string, round: number, rounds: number) => void,
): Promise<Recovery[]> {
  await using pdp = await startReplica();
  const grpc = reconnectingClient(pdp);
  const clients = [
    { name: '@cerbos/http', port: 'http', cerbos: new HTTP(pdp.httpUrl), targetMs: 300 },
    { name: '@cerbos/grpc, backoff 100/200 ms', port: 'grpc', cerbos: grpc, targetMs: 350 },
  ] as const;
  const recoveries = clients.map((client) => ({
    ...client,
    load: askSteadily({ cerbos: client.cerbos }, PER_SECOND),
    ms: [] as number[],
  }));
  try {
    await sleep(1000);
    for (const [round, awayMs] of AWAY_MS.entries()) {
      onRestart('restarts of a single PDP', round + 1, AWAY_MS.length);
      pdp.signal('SIGKILL');
      await pdp.ended();
      await sleep(awayMs);
      await pdp.start();
      const listening = await pdp.listening();
      for (const { port, load, ms } of recoveries) {
        const since = listening[port];
        ms.push(await untilRight(load, since));
      }
      await sleep(1000);
    }
  } finally {
    await Promise.all(recoveries.map(({ load }) => load.stop()));
    grpc.close();
  }
  return recoveries.map(({ name, ms, targetMs }) => ({
    name,
    ms,
    medianMs: [...ms].sort((a, b) => a - b)[Math.floor(ms.length / 2)] ?? NaN,
    targetMs,
  }));
}

async function untilRight(
  { asked }: Pick<ReturnType<typeof askSteadily>, 'asked'>,
  since: number,
): Promise<number> {
  for (;;) {
    const first = asked.find(
      ({ at, tookMs, outcome }) => at + tookMs >= since && outcome === 'right',
    );
    if (first !== undefined) return Math.round(first.at + first.tookMs - since);
    if (performance.now() - since > LIMIT_MS) throw new Error('There was no right answer again.');
    await sleep(5);
  }
}
