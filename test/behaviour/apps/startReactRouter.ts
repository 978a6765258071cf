import { readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp, serveApp, type ServedApp } from './serveApp';

/** The majors of React Router, each by the folder in which imports resolve to it. */
export type ReactRouterApp = 'react-router' | 'react-router-8';

const sources = ['app', 'vite.config.ts'];

/** Builds the React Router app of the behaviour suite and serves it, as one would in production. */
export async function startReactRouter(
  name: ReactRouterApp,
  env: Readonly<Record<string, string>>,
): Promise<ServedApp> {
  const cwd = folderOf(name);
  if (name !== 'react-router') await copySources(cwd);
  const build = program(cwd, '@react-router/dev', 'react-router');
  const serve = program(cwd, '@react-router/serve', 'react-router-serve');
  await buildApp([build, 'build'], { cwd, env });
  return serveApp([serve, 'build/server/index.js'], { cwd, env });
}

function folderOf(name: ReactRouterApp): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}

/** A program of a package, as what stands in `cwd` would find it. */
function program(cwd: string, tool: string, name: string): string {
  const manifest = createRequire(join(cwd, 'package.json')).resolve(`${tool}/package.json`);
  // As npm requires it of a package that brings a program.
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Record<string, string> };
  return join(dirname(manifest), bin[name] ?? '');
}

/** One app for every major. It is copied, since what a file imports depends on where it stands. */
async function copySources(cwd: string): Promise<void> {
  for (const source of sources) {
    const copy = join(cwd, source);
    await rm(copy, { recursive: true, force: true });
    await cp(join(folderOf('react-router'), source), copy, { recursive: true });
  }
}
