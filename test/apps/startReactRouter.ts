import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp, serveApp, type ServedApp } from './serveApp';

const require = createRequire(import.meta.url);
const bin = (name: string) => join(dirname(require.resolve(`${name}/package.json`)), 'bin.js');
const cwd = fileURLToPath(new URL('./react-router', import.meta.url));

/** Builds the React Router app of the behaviour suite and serves it, as one would in production. */
export async function startReactRouter(env: Readonly<Record<string, string>>): Promise<ServedApp> {
  await buildApp([bin('@react-router/dev'), 'build'], { cwd, env });
  return serveApp([bin('@react-router/serve'), 'build/server/index.js'], { cwd, env });
}
