import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with an app in it: its path, and its files by their path. It is removed after the test. */
export function makeApp(files: Readonly<Record<string, string | object>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'clerk-cerbos-init-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFiles(folder, files);
  return folder;
}

/** Writes files into a folder; an object becomes JSON as npm writes it. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | object>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
    writeFileSync(join(folder, path), text);
  }
}

/** What the `package.json` of an app of each framework names. */
const packagesOf: Readonly<Record<string, readonly string[]>> = {
  nextjs: ['next', '@clerk/nextjs'],
  'nextjs-pages': ['next', '@clerk/nextjs'],
  'react-router': ['@react-router/dev', 'react-router', '@clerk/react-router'],
  remix: ['@remix-run/react', '@clerk/remix'],
  'tanstack-start': ['@tanstack/react-start', '@clerk/tanstack-react-start'],
  astro: ['astro', '@clerk/astro'],
  express: ['express', '@clerk/express'],
  fastify: ['fastify', '@clerk/fastify'],
  hono: ['hono', '@hono/node-server', '@clerk/hono'],
  mcp: ['@modelcontextprotocol/server', '@clerk/express'],
  web: ['@clerk/backend'],
};

/** How an app is laid out. */
export interface AppLayout {
  /** Default: TypeScript. */
  readonly isTypeScript?: boolean;
  /** `src/`, if its sources stand in there. */
  readonly src?: string;
  /** What it depends on beside the framework and Clerk's SDK. */
  readonly packages?: readonly string[];
}

/** The smallest app of a framework that `init` can tell. */
export function appFiles(
  framework: string,
  { isTypeScript = true, src = '', packages = [] }: AppLayout = {},
): Record<string, string | object> {
  // Of the SDK of MCP, an app has one version.
  const isVersion1 = packages.includes('@modelcontextprotocol/sdk');
  const names = [...(packagesOf[framework] ?? []), ...packages].filter(
    (name) => !(isVersion1 && name === '@modelcontextprotocol/server'),
  );
  const dependencies = Object.fromEntries(names.map((name) => [name, '*']));
  return {
    'package.json': { name: 'app', type: 'module', scripts: { dev: 'start it' }, dependencies },
    ...(isTypeScript && { 'tsconfig.json': {} }),
    ...(framework === 'nextjs' && { [`${src}app/page.js`]: '' }),
    ...(framework === 'nextjs-pages' && { [`${src}pages/index.js`]: '' }),
    ...(src !== '' && { [`${src}keep`]: '' }),
  };
}
