import { fileURLToPath } from 'node:url';
import { serveApp, type ServedApp } from './serveApp';

/** The apps of the behaviour suite that are one program. */
export type ServerApp = 'express' | 'fastify' | 'hono' | 'mcp' | 'web';

/** Serves one of them. */
export function startServer(
  name: ServerApp,
  env: Readonly<Record<string, string>>,
): Promise<ServedApp> {
  const cwd = fileURLToPath(new URL(`./${name}`, import.meta.url));
  return serveApp(['--import', 'tsx', 'app.ts'], { cwd, env });
}
