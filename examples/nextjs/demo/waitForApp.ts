import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from './childProcess';

const timeoutMs = 60_000;

type State = 'up' | 'not yet' | 'ended';

/** Waits until the app answers, which it does when its database is open. */
export async function waitForApp(app: ChildProcess, origin: string): Promise<void> {
  const end = app.ended.then(
    (): State => 'ended',
    (): State => 'ended',
  );
  const deadline = performance.now() + timeoutMs;
  let state: State = 'not yet';
  while (state === 'not yet' && performance.now() < deadline) {
    state = await Promise.race([probe(origin), end]);
    if (state === 'not yet') await sleep(100);
  }
  if (state === 'up') return;
  const what = state === 'ended' ? 'ended' : 'does not answer';
  throw new Error(`next start ${what}.\n\n${app.output()}`);
}

async function probe(origin: string): Promise<State> {
  const response = await fetch(`${origin}/api/documents`).catch(() => undefined);
  return response?.status === 401 ? 'up' : 'not yet';
}
