import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runNode } from './childProcess';
import { createCleanup } from './cleanup';
import { progress } from './progress';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const cleanup = createCleanup();
const stopping = new AbortController();

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.on(signal, () => void stop(code));
}

try {
  await stop(await demo());
} catch (error) {
  // What breaks because it is being stopped is no failure.
  if (!stopping.signal.aborted)
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  await stop(2);
}

async function demo(): Promise<number> {
  const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
  await buildLibrary();
  // Not before, since it imports the library.
  const { perform } = await import('./perform');
  return perform(cleanup, values.once);
}

async function buildLibrary(): Promise<void> {
  progress('building the library, if it has changed …');
  const args = ['--import', 'tsx', 'test/setup/ensureBuilt.ts'];
  const build = runNode(args, { cwd: repository, env: process.env });
  cleanup.add(build.stop);
  if ((await build.ended) !== 0) throw new Error(`It can’t be built.\n\n${build.output()}`);
}

/** Ends the demo, and everything that it has started before that. */
async function stop(code: number): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  await cleanup.run();
  if (code > 128) progress('everything is stopped');
  process.exit(code);
}
