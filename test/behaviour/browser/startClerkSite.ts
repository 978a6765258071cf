import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClerkClient } from '@clerk/backend';
import type { ClerkSandbox } from '../../../src/testing';
import { forwardTo } from './forwardTo';

const proxyUrl = '/__clerk';

/**
 * A site as an app would be: it forwards to the sandbox, has every page answered only after the
 * session was verified, and loads the real clerk-js. The page says whom the server saw.
 */
export async function startClerkSite(sandbox: ClerkSandbox) {
  const { publishableKey, secretKey, jwtKey } = sandbox;
  const telemetry = { disabled: true } as const;
  const clerk = createClerkClient({ publishableKey, secretKey, jwtKey, telemetry });

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse, path: string) => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
    const page = new Request(`http://${headers.get('host') ?? ''}${path}`, { headers });
    const state = await clerk.authenticateRequest(page, { proxyUrl });
    state.headers.forEach((value, name) => outgoing.appendHeader(name, value));
    if (state.headers.has('location')) {
      outgoing.writeHead(307).end();
      return;
    }
    const { userId, orgId } = state.toAuth() ?? {};
    outgoing.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>site</title>
      <p id="server">${userId ?? 'nobody'} in ${orgId ?? 'no organization'}</p>
      <script async data-clerk-publishable-key="${publishableKey}" data-clerk-proxy-url="${proxyUrl}"
        src="${proxyUrl}/npm/@clerk/clerk-js@6/dist/clerk.browser.js"></script>`);
  };

  const server = createServer((incoming, outgoing) => {
    const { url = '/' } = incoming;
    if (url.startsWith(`${proxyUrl}/`)) forwardTo(sandbox.url, incoming, outgoing, url);
    else answer(incoming, outgoing, url).catch((error: unknown) => outgoing.end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // The address of a server that listens on TCP has this form.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${String(port)}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
