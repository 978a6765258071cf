import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DemoApp } from '../../demo/stage';

/** The command-line program of a Remix package. */
function program(name: string): string {
  const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  return join(folder, 'dist', 'cli.js');
}

/** Builds and serves the app as `npm run build` and `npm start` do. */
export const demoApp: DemoApp = {
  folder: join(import.meta.dirname, '..'),
  build: [program('@remix-run/dev'), 'vite:build'],
  serve: [program('@remix-run/serve'), 'build/server/index.js'],
  probe: '/',
  frontDoor: true,
};
