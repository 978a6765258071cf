import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runNode } from './childProcess';
import { type Cleanup, createCleanup } from './cleanup';
import { progress } from './progress';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** What a demo does once the library is built; it returns the exit code of `--once`. */
type Perform = (cleanup: Cleanup, once: boolean) => Promise<number>;

/**
 * Runs a demo from the command line. Its only option is `--once`. Before it ends, also after a
 * failure or Ctrl-C, it stops everything that it has started.
 *
 * @param prepare - runs at the same time as the build of the library; `perform` uses its result.
 */
export async function runDemo(
  perform: Perform,
  prepare?: (cleanup: Cleanup) => Promise<unknown>,
): Promise<void> {
  const cleanup = createCleanup();
  const stopping = new AbortController();
  const stop = async (code: number) => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    await cleanup.run();
    if (code > 128) progress('everything is stopped');
    process.exit(code);
  };

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => void stop(code));
  }

  try {
    const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
    prepare?.(cleanup).catch(() => undefined);
    await buildLibrary(cleanup);
    await stop(await perform(cleanup, values.once));
  } catch (error) {
    // An error is no failure if it comes from stopping the demo.
    if (!stopping.signal.aborted)
      console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    await stop(2);
  }
}

async function buildLibrary(cleanup: Cleanup): Promise<void> {
  progress('building the library, if it has changed …');
  const args = ['--import', 'tsx', 'test/setup/ensureBuilt.ts'];
  const build = runNode(args, { cwd: repository, env: process.env });
  cleanup.add(build.stop);
  if ((await build.ended) !== 0)
    throw new Error(`The library can’t be built.\n\n${build.output()}`);
}
