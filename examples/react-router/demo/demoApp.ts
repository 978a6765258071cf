import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DemoApp } from '../../demo/stage';

/** The program that a package of React Router brings. */
function program(name: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'bin.js');
}

/** How the app is built and served: as `npm run build` and `npm start` would. */
export const demoApp: DemoApp = {
  folder: join(import.meta.dirname, '..'),
  build: [program('@react-router/dev'), 'build'],
  serve: [program('@react-router/serve'), 'build/server/index.js'],
  probe: '/',
  frontDoor: true,
};
