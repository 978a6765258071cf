import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { buildApp, serveApp, type ServedApp } from './serveApp';

const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
const cwd = fileURLToPath(new URL('./nextjs', import.meta.url));

/** Builds the Next.js app of the behaviour suite and serves it, as one would in production. */
export async function startNext(env: Readonly<Record<string, string>>): Promise<ServedApp> {
  await buildApp([next, 'build'], { cwd, env });
  return serveApp([next, 'start', '-H', 'localhost'], { cwd, env });
}
