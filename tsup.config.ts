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
    esbuildPlugins: [
      {
        // In the Pages Router, Next.js leaves installed packages to Node, which can't load the ES
        // build of Clerk's SDK for Next.js: there, the ES module hands on the CommonJS one.
        name: 'pages-by-require',
        setup(build) {
          if (build.initialOptions.define?.TSUP_FORMAT !== '"esm"') return;
          build.onLoad({ filter: /[\\/]nextjs-pages[\\/]index\.ts$/ }, () => ({
            contents: "export { createClerkCerbos } from './pages.cjs';",
          }));
          build.onResolve({ filter: /^\.\/pages\.cjs$/ }, ({ path }) => ({ path, external: true }));
        },
      },
    ],
  },
]);
