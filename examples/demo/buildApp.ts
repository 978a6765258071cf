import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from './childProcess';
import type { Cleanup } from './cleanup';
import { fingerprint } from './fingerprint';
import { progress } from './progress';
import { member } from './send';

const repository = fileURLToPath(new URL('../..', import.meta.url));

interface AppBuild {
  readonly folder: string;
  /** What Node.js runs to build it. */
  readonly build: readonly string[];
  /** The folder that the build writes, if a demo may use the build of an earlier demo. */
  readonly buildFolder?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly executable?: string | undefined;
}

/** Builds the app, unless an earlier demo has built the same. */
export async function buildApp(
  { folder, build, buildFolder, env, executable }: AppBuild,
  cleanup: Cleanup,
): Promise<void> {
  const note = buildFolder && noteIn(folder, buildFolder);
  const sources = [folder, join(repository, 'dist'), join(repository, 'package-lock.json')];
  // The rest of the environment is read when the app runs.
  const settings = Object.entries(env).filter(([name]) => /^NEXT_PUBLIC_|SANDBOX/.test(name));
  const wanted = { fingerprint: fingerprint(sources, settings), sandbox: env.CLERK_SANDBOX_URL };
  if (note && member(readNote(note), 'fingerprint') === wanted.fingerprint) {
    progress('the app is built already');
    return;
  }

  progress('building the app …');
  // A build that was stopped leaves files that no demo may use.
  if (note) rmSync(note, { force: true });
  const run = runNode(build, { cwd: folder, env, executable });
  cleanup.add(run.stop);
  if ((await run.ended) !== 0) throw new Error(`The app can’t be built.\n\n${run.output()}`);
  if (note) writeFileSync(note, JSON.stringify(wanted));
  progress('the app is built');
}

/** The port of the sandbox whose address an earlier build has in it. */
export function builtSandboxPort(folder: string, buildFolder: string | undefined): number {
  const url = buildFolder && member(readNote(noteIn(folder, buildFolder)), 'sandbox');
  return typeof url === 'string' && URL.canParse(url) ? Number(new URL(url).port) : 0;
}

function noteIn(folder: string, buildFolder: string): string {
  return join(folder, buildFolder, 'demo.json');
}

function readNote(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
