import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from './childProcess';

const timeoutMs = 60_000;

type State = 'up' | 'not yet' | 'ended';

/** Waits until the app answers without a failure. Some apps start before their database. */
export async function waitForApp(app: ChildProcess, url: string): Promise<void> {
  const end = app.ended.then(
    (): State => 'ended',
    (): State => 'ended',
  );
  const deadline = performance.now() + timeoutMs;
  let state: State = 'not yet';
  while (state === 'not yet' && performance.now() < deadline) {
    state = await Promise.race([probe(url), end]);
    if (state === 'not yet') await sleep(100);
  }
  if (state === 'up') return;
  const what = state === 'ended' ? 'has ended' : 'does not answer';
  throw new Error(`The app ${what}.\n\n${app.output()}`);
}

async function probe(url: string): Promise<State> {
  const response = await fetch(url).catch(() => undefined);
  return response !== undefined && response.status < 500 ? 'up' : 'not yet';
}
