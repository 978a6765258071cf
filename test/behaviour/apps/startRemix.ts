import { symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp, serveApp, type ServedApp } from './serveApp';

const cwd = fileURLToPath(new URL('./remix', import.meta.url));
const packages = fileURLToPath(new URL('../../../examples/remix/node_modules', import.meta.url));
const require = createRequire(join(packages, 'remix.js'));
const bin = (name: string, file: string) =>
  join(dirname(require.resolve(`${name}/package.json`)), 'dist', file);

/** Builds the Remix app of the behaviour suite and serves it, as one would in production. */
export async function startRemix(env: Readonly<Record<string, string>>): Promise<ServedApp> {
  borrowPackages();
  await buildApp([bin('@remix-run/dev', 'cli.js'), 'vite:build'], { cwd, env });
  return serveApp([bin('@remix-run/serve', 'cli.js'), 'build/server/index.js'], { cwd, env });
}

/** Remix wants other versions than all else here. The example installs them; twice is too often. */
function borrowPackages(): void {
  try {
    symlinkSync(packages, join(cwd, 'node_modules'), 'junction');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
