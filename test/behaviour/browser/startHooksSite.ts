import { join } from 'node:path';
import { build } from 'vite';
import type { CerbosServer, ClerkSandbox } from '../../../src/testing';
import { root } from '../../setup/publishedPackage';
import { startSite } from './startSite';

/** Which React and which of Clerk's SDKs the page is built with. */
export interface HooksBuild {
  /** The folder of `node_modules` that has them. */
  readonly modules: string;
  readonly clerk: '@clerk/react' | '@clerk/clerk-react';
}

/** A site with one page of hooks, with the real SDK and clerk-js in the browser. */
export async function startHooksSite(
  sandbox: ClerkSandbox,
  pdp: CerbosServer,
  { modules, clerk }: HooksBuild,
) {
  const outDir = join(root, 'test-results', `hooks-${clerk.replaceAll('/', '-')}`);
  const alias = Object.fromEntries(
    [clerk, 'react', 'react-dom'].map((name) => [
      name === clerk ? '@clerk/react' : name,
      join(root, modules, name),
    ]),
  );
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(root, 'test/behaviour/apps/spa'),
    resolve: { alias },
    build: { outDir, emptyOutDir: true },
  });

  const site = await startSite(sandbox, pdp, outDir);
  return {
    ...site,
    /** The page; `endpoint` says where it asks. */
    page: (endpoint = '/api/cerbos') =>
      `${site.origin}/?key=${sandbox.publishableKey}&endpoint=${encodeURIComponent(endpoint)}`,
  };
}
