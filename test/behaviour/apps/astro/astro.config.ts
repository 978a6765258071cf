import node from '@astrojs/node';
import clerk from '@clerk/astro';
import { defineConfig } from 'astro/config';

// Astro leaves it out of what it builds, and Node.js then finds another version of it here.
const bundled = { resolve: { noExternal: ['cookie'] } };

export default defineConfig({
  output: 'server',
  adapter: node({ mode: 'standalone' }),
  integrations: [clerk()],
  // The suite proves the check of the guard. Astro's own would answer first, in its own form.
  security: { checkOrigin: false },
  devToolbar: { enabled: false },
  // What can't be built stands in a folder of its own.
  ...(process.env.PRERENDERED && { srcDir: 'prerendered', outDir: 'dist/prerendered' }),
  vite: { environments: { ssr: bundled, prerender: bundled } },
});
