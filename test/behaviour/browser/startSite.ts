import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HTTP } from '@cerbos/http';
import { clerkMiddleware } from '@clerk/express';
import { createClerkCerbos } from 'clerk-cerbos/express';
import express from 'express';
import type { CerbosServer, ClerkSandbox } from '../../../src/testing';
import { documents } from '../apps/documents';
import { forwardTo } from './forwardTo';

/**
 * A site that serves built pages: the real SDK, endpoint and PDP behind them, and clerk-js of the
 * sandbox at `/__clerk`. The same server answers at two origins, of which browsers see two sites.
 *
 * @param folder - of the pages.
 */
export async function startSite(sandbox: ClerkSandbox, pdp: CerbosServer, folder: string) {
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
  app.use(express.static(folder));
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
