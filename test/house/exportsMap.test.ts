import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entries, manifest, root, type Target } from '../setup/publishedPackage';

/** What each tool that apps are built, tested or run with says of itself, besides how it loads. */
const tools: Readonly<Record<string, readonly string[]>> = {
  'Node.js': ['node', 'node-addons', 'module-sync'],
  Bun: ['bun', 'node'],
  Deno: ['deno', 'node'],
  'Jest, node': ['node', 'node-addons'],
  // Jest 30 adds `node` to whatever a file requires.
  'Jest, jsdom': ['node', 'browser'],
  'Jest 29, jsdom': ['browser'],
  Vitest: ['node', 'module-sync', 'development'],
  'Vitest, jsdom': ['node', 'browser', 'module-sync', 'development'],
  'Vitest in a browser': ['browser', 'module', 'development'],
  'Vite, browser': ['browser', 'module', 'production'],
  'Vite, server': ['node', 'module', 'module-sync', 'production'],
  'webpack, browser': ['browser', 'module', 'webpack', 'production'],
  'webpack, server': ['node', 'module', 'webpack', 'production'],
  'Next.js, server components': ['react-server', 'node', 'module', 'webpack'],
  'Next.js, edge': ['edge-light', 'worker', 'browser', 'module', 'webpack'],
  'Next.js, edge, server components': ['react-server', 'edge-light', 'browser', 'module'],
  'esbuild, browser': ['browser', 'module'],
  'esbuild, node': ['node', 'module'],
  'esbuild, neutral': [],
  Metro: ['react-native'],
  'Metro, web': ['browser'],
  Workers: ['workerd', 'worker', 'browser', 'module'],
  'Workers, without bundling': ['workerd', 'worker', 'browser'],
};

/** Of those, what builds pages: there, the entries that never run in a browser stop the build. */
const pages = ['Vitest in a browser', 'Vite, browser', 'webpack, browser', 'esbuild, browser'];
const never = new Set(['express', 'fastify', 'nextjs', 'nextjs/pages', 'testing']);

/**
 * The algorithm of Node.js: the first condition that holds and leads to a file.
 *
 * @see https://nodejs.org/api/esm.html#resolution-algorithm-specification
 */
function resolve(target: Target | undefined, conditions: ReadonlySet<string>): string | undefined {
  if (target === undefined || typeof target === 'string') return target;
  for (const [condition, inner] of Object.entries(target)) {
    if (condition !== 'default' && !conditions.has(condition)) continue;
    const file = resolve(inner, conditions);
    if (file !== undefined) return file;
  }
  return undefined;
}

const ways = Object.entries(tools).flatMap(([tool, said]) =>
  (['import', 'require'] as const).map((way) => ({ tool, way, said })),
);

describe.each(entries())('$specifier', ({ specifier }) => {
  const name = specifier.replace(/^clerk-cerbos\/?/, '');
  const target = manifest().exports[name === '' ? '.' : `./${name}`];
  const code = `./dist/${name === '' ? 'index' : name}`;

  it.each(ways)('leads $tool to the right format by $way', ({ tool, way, said }) => {
    const file = resolve(target, new Set([...said, way])) ?? '';
    const isRefused = never.has(name) && pages.includes(tool);
    const built = way === 'import' ? `${code}.js` : `${code}.cjs`;
    expect(file).toBe(isRefused ? `${code}.browser.js` : built);
    expect(existsSync(join(root, file)), file).toBe(true);
  });

  it.each(ways)('leads TypeScript to the types, as $tool sees it by $way', ({ said, way }) => {
    const file = resolve(target, new Set([...said, way, 'types'])) ?? '';
    // Beside code, TypeScript reads the declarations of the same name.
    const types = file.replace(/(?<!\.d)\.(c?)[jt]s$/, '.d.$1ts');
    expect(types).toMatch(/\.d\.c?ts$/);
    expect(existsSync(join(root, types)), types).toBe(true);
  });
});
