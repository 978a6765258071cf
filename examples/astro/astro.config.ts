import node from '@astrojs/node';
import react from '@astrojs/react';
import clerk from '@clerk/astro';
import { defineConfig } from 'astro/config';

// In this repository another package has an older version of it, which the built server would find.
const bundled = { resolve: { noExternal: ['cookie'] } };

export default defineConfig({
  // Every page asks Cerbos, so every page is rendered when it is requested.
  output: 'server',
  adapter: node({ mode: 'standalone' }),
  integrations: [clerk(), react()],
  vite: { environments: { ssr: bundled, prerender: bundled } },
});
