import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DemoApp } from '../../demo/stage';

/** The program that a package of Remix brings. */
function program(name: string): string {
  const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  return join(folder, 'dist', 'cli.js');
}

/** How the app is built and served: as `npm run build` and `npm start` would. */
export const demoApp: DemoApp = {
  folder: join(import.meta.dirname, '..'),
  build: [program('@remix-run/dev'), 'vite:build'],
  serve: [program('@remix-run/serve'), 'build/server/index.js'],
  probe: '/',
  frontDoor: true,
};
