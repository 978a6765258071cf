import { defineConfig } from 'tsup';

export default defineConfig([
  {
    entry: {
      index: 'src/index.ts',
      nextjs: 'src/adapters/nextjs/index.ts',
      testing: 'src/testing/index.ts',
    },
    format: ['esm', 'cjs'],
    target: 'node20.19',
    platform: 'neutral',
    external: [/^node:/, /^@clerk\//, /^next(\/|$)/],
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
