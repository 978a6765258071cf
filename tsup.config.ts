import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { defineConfig } from 'tsup';
import manifest from './package.json' with { type: 'json' };
import { emitDeclarations } from './test/setup/emitDeclarations';
import { writeThirdPartyNotices } from './test/setup/thirdPartyNotices';

const browser = {
  browser: 'src/browser/index.ts',
  react: 'src/react/index.ts',
  'react/inspector': 'src/react/inspector/index.ts',
};
// Alone, since it is loaded beside the others: what it shares with them would be cut out of each.
const beside = { otel: 'src/otel/index.ts' };
const servers = {
  index: 'src/index.ts',
  astro: 'src/adapters/astro/index.ts',
  drizzle: 'src/drizzle/index.ts',
  express: 'src/adapters/express/index.ts',
  fastify: 'src/adapters/fastify/index.ts',
  hono: 'src/adapters/hono/index.ts',
  mcp: 'src/adapters/mcp/index.ts',
  nextjs: 'src/adapters/nextjs/index.ts',
  'nextjs/pages': 'src/adapters/nextjs-pages/index.ts',
  prisma: 'src/prisma/index.ts',
  'react-router': 'src/adapters/react-router/index.ts',
  remix: 'src/adapters/remix/index.ts',
  'tanstack-start': 'src/adapters/tanstack-start/index.ts',
  testing: 'src/testing/index.ts',
  web: 'src/adapters/web/index.ts',
};

// Of those, the ones whose bundlers always say when they build for a server. Another's may say no
// more than `browser`, as Vite does with `ssr.target: 'webworker'`: there, they must not stop it.
const neverInBrowsers = ['express', 'fastify', 'nextjs', 'nextjs/pages', 'testing'];

/** Where `exports` leads a bundler for the browser: it stops there, and what it misses says why. */
function writeMessages(): void {
  for (const entry of neverInBrowsers) {
    const message = `In the browser import clerk-cerbos/react or /browser, since clerk-cerbos/${entry} is for the server`;
    writeFileSync(`dist/${entry}.browser.js`, `export * from ${JSON.stringify(message)};\n`);
  }
}

/** tsup writes into the maps of split CommonJS where the machine keeps them. */
function forgetThisMachine(): void {
  const nameOf = (path: string) => (isAbsolute(path) ? basename(path) : path);
  for (const file of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.cjs.map')) continue;
    const path = join('dist', file);
    const map = JSON.parse(readFileSync(path, 'utf8')) as { file?: string; sources: string[] }; // it is a source map
    if (![map.file ?? '', ...map.sources].some(isAbsolute)) continue;
    const sources = map.sources.map(nameOf);
    writeFileSync(path, JSON.stringify({ ...map, file: nameOf(map.file ?? ''), sources }));
  }
}

export default defineConfig([
  {
    entry: servers,
    format: ['esm', 'cjs'],
    target: 'node20.19',
    platform: 'neutral',
    external: [
      /^node:/,
      /^@(clerk|tanstack)\//,
      /^(drizzle-orm|express|fastify|hono|next|react)(\/|$)/,
    ],
    // Of all entries, since they share `Register`.
    dts: {
      entry: emitDeclarations({ ...servers, ...beside, ...browser }),
      // An app augments the core, and TypeScript wants a file of it in the program: so that there is
      // one, whichever entry the app imports.
      banner: "import 'clerk-cerbos';",
    },
    splitting: true,
    async onSuccess() {
      writeMessages();
      forgetThisMachine();
    },
    clean: ['!{browser,otel,react,react/inspector}.{js,cjs}*', '!cli.js*', '!cli/**'],
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
  {
    entry: beside,
    format: ['esm', 'cjs'],
    target: 'node20.19',
    platform: 'neutral',
    splitting: false,
    sourcemap: true,
  },
  {
    // Alone, since only so `'use client'` stays in front in CommonJS, and nothing of the server's
    // can be where the browser looks. For the same reason each holds its own copy of the store,
    // also the hooks: an app has either them or the store, and what both would share (the context,
    // the kind of an error) does not depend on which copy made it.
    entry: browser,
    format: ['esm', 'cjs'],
    target: 'es2022',
    platform: 'neutral',
    external: [/^react(\/|$)/],
    splitting: false,
    sourcemap: true,
    esbuildOptions(options) {
      // It is still to be read; but constants stand where they are used.
      options.minifySyntax = true;
    },
  },
  {
    // The command line brings its libraries along, so that an app which only wants the library
    // installs nothing for it. Each command is loaded when it runs.
    entry: { cli: 'src/cli/index.ts' },
    format: ['esm'],
    target: 'node20.19',
    platform: 'node',
    splitting: true,
    minify: true,
    metafile: true,
    define: { CLERK_CERBOS_VERSION: JSON.stringify(manifest.version) },
    banner: {
      // Some of the libraries are CommonJS, and call `require` for what Node.js has.
      js: "#!/usr/bin/env node\nimport{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    },
    esbuildOptions(options) {
      // Their names change with their content, so those of the last build would stay.
      rmSync('dist/cli', { recursive: true, force: true });
      options.chunkNames = 'cli/[name]-[hash]';
    },
    async onSuccess() {
      writeThirdPartyNotices('dist/metafile-esm.json', 'dist/cli/THIRD-PARTY.txt');
    },
  },
]);
