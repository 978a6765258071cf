import { cp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp, serveApp, type ServedApp } from './serveApp';

/** The apps of Next.js: one for each router, and that of the App Router for each major. */
export type NextApp = 'nextjs' | 'nextjs-15' | 'nextjs-pages';

const folderOf = (name: NextApp) => fileURLToPath(new URL(`./${name}`, import.meta.url));
const library = fileURLToPath(new URL('../../..', import.meta.url));

/** What an app has of its own, however it was made. */
const own = new Set(['.next', 'next-env.d.ts', 'node_modules', 'package.json']);

/**
 * Builds the Next.js app of the behaviour suite and serves it, as one would in production. Its
 * output begins with that of the build.
 */
export async function startNext(
  name: NextApp,
  env: Readonly<Record<string, string>>,
): Promise<ServedApp> {
  const cwd = folderOf(name);
  if (name === 'nextjs-15') await makeAppOf15(cwd);
  const next = createRequire(join(cwd, 'next.config.ts')).resolve('next/dist/bin/next');
  const built = await buildApp([next, 'build'], { cwd, env });
  const app = await serveApp([next, 'start', '-H', 'localhost'], { cwd, env });
  return { ...app, output: () => built + app.output() };
}

/**
 * One app for every major. It is copied, and the library with it, since what a file imports
 * depends on where it stands. Before 16, `proxy.ts` is `middleware.ts`, and runs at the edge.
 */
async function makeAppOf15(cwd: string): Promise<void> {
  const foreign = (await readdir(cwd)).filter((file) => !own.has(file));
  await Promise.all(foreign.map((file) => rm(join(cwd, file), { recursive: true })));
  const sources = (await readdir(folderOf('nextjs'))).filter((file) => !own.has(file));
  await Promise.all([
    ...sources.map((file) =>
      cp(join(folderOf('nextjs'), file), join(cwd, file === 'proxy.ts' ? 'middleware.ts' : file), {
        recursive: true,
      }),
    ),
    ...['package.json', 'dist'].map((file) =>
      cp(join(library, file), join(cwd, 'node_modules/clerk-cerbos', file), { recursive: true }),
    ),
  ]);
}
