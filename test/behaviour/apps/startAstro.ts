import { fileURLToPath } from 'node:url';
import { newerNode } from '../../setup/newerNode';
import { root } from '../../setup/publishedPackage';
import { buildApp, serveApp, type ServedApp } from './serveApp';

const cwd = fileURLToPath(new URL('./astro', import.meta.url));
const quiet = { ASTRO_TELEMETRY_DISABLED: '1' };

/** Builds the Astro app of the behaviour suite, and returns what that printed. */
export function buildAstro(env: Readonly<Record<string, string>>): Promise<string> {
  const astro = `${root}/node_modules/astro/bin/astro.mjs`;
  return buildApp([astro, 'build'], { cwd, env: { ...env, ...quiet }, executable: newerNode() });
}

/** Builds it and serves it, as one would in production. Astro 7 needs a newer Node.js. */
export async function startAstro(env: Readonly<Record<string, string>>): Promise<ServedApp> {
  await buildAstro(env);
  return serveApp(['dist/server/entry.mjs'], { cwd, env, executable: newerNode() });
}
