import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DemoApp } from '../../demo/stage';

const astro = dirname(createRequire(import.meta.url).resolve('astro/package.json'));

/** Builds and serves the app as `npm run build` and `npm start` do. */
export const demoApp: DemoApp = {
  folder: join(import.meta.dirname, '..'),
  build: [join(astro, 'bin/astro.mjs'), 'build'],
  serve: ['dist/server/entry.mjs'],
  probe: '/',
  frontDoor: true,
  settings: { ASTRO_TELEMETRY_DISABLED: '1' },
};
