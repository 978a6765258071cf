import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newerNode } from '../../setup/newerNode';
import { root } from '../../setup/publishedPackage';
import { buildApp, serveApp, type ServedApp } from './serveApp';

/** Builds the TanStack Start app of the behaviour suite and serves it, as one would in production. */
export async function startTanStack(env: Readonly<Record<string, string>>): Promise<ServedApp> {
  const cwd = fileURLToPath(new URL('./tanstack-start', import.meta.url));
  const executable = newerNode();
  const program = (path: string) => join(root, 'node_modules', path);
  await buildApp([program('vite/bin/vite.js'), 'build'], { cwd, env, executable });
  const served = [program('srvx/bin/srvx.mjs'), 'serve', '--prod', 'dist/server/server.js'];
  return serveApp([...served, '--static', '../client'], { cwd, env, executable });
}
