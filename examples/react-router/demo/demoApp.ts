import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DemoApp } from '../../demo/stage';

/** The command-line program of a React Router package. */
function program(name: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'bin.js');
}

/** Builds and serves the app as `npm run build` and `npm start` do. */
export const demoApp: DemoApp = {
  folder: join(import.meta.dirname, '..'),
  build: [program('@react-router/dev'), 'build'],
  serve: [program('@react-router/serve'), 'build/server/index.js'],
  probe: '/',
  frontDoor: true,
};
