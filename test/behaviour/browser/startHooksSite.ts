import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { HTTP } from '@cerbos/http';
import { clerkMiddleware } from '@clerk/express';
import { createClerkCerbos } from 'clerk-cerbos/express';
import express from 'express';
import { build } from 'vite';
import type { CerbosServer, ClerkSandbox } from '../../../src/testing';
import { documents } from '../apps/documents';
import { root } from '../../setup/publishedPackage';
import { forwardTo } from './forwardTo';

/** Which React and which of Clerk's SDKs the page is built with. */
export interface HooksBuild {
  /** The folder of `node_modules` that has them. */
  readonly modules: string;
  readonly clerk: '@clerk/react' | '@clerk/clerk-react';
}

/**
 * A site with one page of hooks: the real SDK and clerk-js in the browser, the real SDK, endpoint
 * and PDP behind it. The same server answers at two origins, of which browsers see two sites.
 */
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

  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // The address of a server that listens on TCP has this form.
  const { port } = server.address() as AddressInfo;
  const origin = `http://localhost:${port}`;
  const asked: { readonly headers: Readonly<Record<string, unknown>> }[] = [];

  const { checkEndpoint } = createClerkCerbos({
    cerbos: new HTTP(pdp.httpUrl),
    timeoutMs: 2_000,
    clientOrigins: [origin],
    resources: {
      document(id: string) {
        const value = documents.get(id);
        return value === undefined ? null : { attr: value, value };
      },
    },
  });

  app.use('/__clerk', (req, res) => {
    forwardTo(sandbox.url, req, res, req.originalUrl);
  });
  app.use(express.static(outDir));
  app.use((req, res, next) => {
    if (req.headers.origin !== origin) {
      next();
      return;
    }
    res.setHeader('Access-Control-Allow-Origin', origin);
    res.setHeader('Access-Control-Allow-Headers', 'authorization, content-type');
    if (req.method === 'OPTIONS') res.status(204).end();
    else next();
  });
  const { publishableKey, secretKey, jwtKey } = sandbox;
  app.use(clerkMiddleware({ publishableKey, secretKey, jwtKey, authorizedParties: [origin] }));
  app.post('/api/cerbos', (req, res, next) => {
    asked.push({ headers: req.headers });
    void checkEndpoint(req, res, next);
  });

  return {
    /** The page; `endpoint` says where it asks. */
    page: (endpoint = '/api/cerbos') =>
      `${origin}/?key=${publishableKey}&endpoint=${encodeURIComponent(endpoint)}`,
    origin,
    /** The same endpoint, at what browsers take for another site. */
    otherSite: `http://127.0.0.1:${port}/api/cerbos`,
    /** The requests to the endpoint so far. */
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
