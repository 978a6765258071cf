import { defineConfig } from 'tsup';

export default defineConfig([
  {
    entry: {
      index: 'src/index.ts',
      express: 'src/adapters/express/index.ts',
      fastify: 'src/adapters/fastify/index.ts',
      hono: 'src/adapters/hono/index.ts',
      nextjs: 'src/adapters/nextjs/index.ts',
      'nextjs/pages': 'src/adapters/nextjs-pages/index.ts',
      'react-router': 'src/adapters/react-router/index.ts',
      remix: 'src/adapters/remix/index.ts',
      testing: 'src/testing/index.ts',
    },
    format: ['esm', 'cjs'],
    target: 'node20.19',
    platform: 'neutral',
    external: [/^node:/, /^@clerk\//, /^(express|fastify|hono|next|react)(\/|$)/],
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
    splitting: true,
    clean: true,
    sourcemap: true,
    esbuildOptions(options, { format }) {
      // `import()` in CommonJS would load the ES build of a peer that Node can't load without a bundler.
      if (format === 'cjs') options.supported = { 'dynamic-import': false };
    },
  },
]);
