import { builtinModules } from 'node:module';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { build as viteBuild, type InlineConfig } from 'vite';
import { describe, expect, it } from 'vitest';
import { entries, root } from '../setup/publishedPackage';

const never = ['express', 'fastify', 'nextjs', 'nextjs/pages', 'testing'].map(
  (entry) => `clerk-cerbos/${entry}`,
);
const others = entries()
  .map(({ specifier }) => specifier)
  .filter((specifier) => !never.includes(specifier));
const peers = [
  /^@(clerk|tanstack)\//,
  /^(express|fastify|hono|next|react|cerbos)(\/|$)/,
  new RegExp(`^(node:|(${builtinModules.join('|')})$)`),
];

/** The peers stay where they are: what is asked is where the entry itself leads. */
const leavePeers: Plugin = {
  name: 'leave-peers',
  setup({ onResolve }) {
    for (const filter of peers) onResolve({ filter }, ({ path }) => ({ path, external: true }));
  },
};

/** The files of `dist` that a bundle of this program holds, or what the bundler says instead. */
async function bundle(program: string, options: BuildOptions = {}): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: program, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
    plugins: [leavePeers],
    ...options,
  });
  return Object.keys(metafile?.inputs ?? {});
}

async function bundleWithVite(program: string, config: InlineConfig = {}): Promise<void> {
  const app = {
    name: 'app',
    resolveId: (id: string) => (id === 'app' ? '\0app' : undefined),
    load: (id: string) => (id === '\0app' ? program : undefined),
  };
  await viteBuild({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [app],
    ...config,
    build: {
      write: false,
      rolldownOptions: { input: 'app', external: peers },
      ...config.build,
    },
  });
}

const useOf = (specifier: string) => `import * as all from '${specifier}'; console.log(all);`;
const fileOf = (specifier: string, ending: string) =>
  `dist/${specifier.replace(/^clerk-cerbos\/?/, '') || 'index'}.${ending}`;

describe('a bundle for the browser', () => {
  it.each(never)('is refused by esbuild if it imports %s, with the right import', async (entry) => {
    const message = `In the browser import clerk-cerbos/react or /browser, since ${entry} is for the server`;
    await expect(bundle(useOf(entry))).rejects.toThrow(`Could not resolve "${message}"`);
  });

  it.each(never)('is refused by Vite if it imports %s, with the right import', async (entry) => {
    const message = `In the browser import clerk-cerbos/react or /browser, since ${entry} is for the server`;
    await expect(bundleWithVite(useOf(entry))).rejects.toThrow(
      `failed to resolve import "${message}"`,
    );
  });

  it.each(never)('may import types of %s', async (entry) => {
    expect(await bundle(`import type { Grant } from '${entry}'; let it: Grant;`)).toEqual([
      '<stdin>',
    ]);
  });

  it.each(others)('may import %s, whose servers are bundled like browsers', async (entry) => {
    expect(await bundle(useOf(entry))).toContain(fileOf(entry, 'js'));
  });
});

describe('a bundle for a server that claims to be a browser, too', () => {
  const runtimes = ['edge-light', 'node', 'react-server', 'worker', 'workerd'];
  const cases = runtimes.flatMap((runtime) => never.map((entry) => [runtime, entry] as const));

  it.each(cases)('with the condition %s gets all of %s', async (runtime, entry) => {
    const conditions = [runtime, 'module', 'browser'];
    expect(await bundle(useOf(entry), { conditions })).toContain(fileOf(entry, 'js'));
  });

  // This is how Hono's plugin builds for Cloudflare.
  it.each(others)("gets %s when all Vite knows is `ssr.target: 'webworker'`", async (entry) => {
    const ssr = { target: 'webworker', noExternal: true } as const;
    await expect(bundleWithVite(useOf(entry), { ssr, build: { ssr: true } })).resolves.toBe(
      undefined,
    );
  });
});

// So Jest does with jsdom, where a test of what runs on the server may run, too.
describe('a runner of tests that claims to be a browser, and bundles nothing', () => {
  it.each(never)('gets all of %s when it is imported', async (entry) => {
    const conditions = ['browser'];
    expect(await bundle(useOf(entry), { conditions })).toContain(fileOf(entry, 'js'));
  });

  it.each(never)('gets all of %s when it is required', async (entry) => {
    const conditions = ['browser'];
    const program = `console.log(require('${entry}'));`;
    expect(await bundle(program, { conditions })).toContain(fileOf(entry, 'cjs'));
  });
});
