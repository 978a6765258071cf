import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DemoApp } from '../../demo/stage';

const { resolve } = createRequire(import.meta.url);

/** Builds and serves the app as `npm run build` and `npm start` do. */
export const demoApp: DemoApp = {
  folder: join(import.meta.dirname, '..'),
  build: [join(dirname(resolve('vite/package.json')), 'bin/vite.js'), 'build'],
  serve: [
    join(dirname(resolve('srvx/cli')), '../bin/srvx.mjs'),
    ...['serve', '--prod', 'dist/server/server.js', '--static', '../client'],
  ],
  probe: '/',
  frontDoor: true,
};
