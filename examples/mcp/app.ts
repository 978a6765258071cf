import { clerkMiddleware } from '@clerk/express';
import {
  hostHeaderValidation,
  NodeStreamableHTTPServerTransport,
  originValidation,
  toNodeHandler,
} from '@modelcontextprotocol/node';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
} from '@modelcontextprotocol/server';
import { errorHandler } from 'clerk-cerbos/express';
import express, { type RequestHandler } from 'express';
import { createServer } from './createServer';
import { protectedResource } from './protectedResource';
import { requireToken } from './requireToken';
import { sessions } from './sessions';
import { createServer as createServer1 } from './v1/createServer';

const origin = new URL(process.env.APP_ORIGIN ?? 'http://localhost:3000');

export const app = express();

// A page of another site can make its name point to this machine ("DNS rebinding"). Such requests
// have the wrong Host header. Requests of other sites' pages have the wrong Origin header.
const isForThisHost = hostHeaderValidation([origin.hostname]);
const isFromThisOrigin = originValidation([origin.hostname]);
app.use((req, res, next) => {
  if (isForThisHost(req, res) && isFromThisOrigin(req, res)) next();
});

// It only says who is calling. It refuses session tokens that were made for another origin.
app.use(clerkMiddleware({ authorizedParties: [origin.origin] }));

/** Serves MCP at a path, behind a token. */
function serve(path: string, handler: (metadata: string) => RequestHandler): void {
  const resource = new URL(path, origin);
  const metadata = getOAuthProtectedResourceMetadataUrl(resource);
  app.get(new URL(metadata).pathname, protectedResource(resource));
  app.all(path, requireToken(resource), handler(metadata));
}

// Version 2 of the SDK, without sessions: a server for each request. It also serves older clients.
serve('/mcp', (resourceMetadataUrl) => {
  const handle = toNodeHandler(createMcpHandler(() => createServer({ resourceMetadataUrl })));
  return (req, res) => handle(req, res);
});

// Version 2, with sessions, for clients of the protocol of 2025.
serve('/sessions/mcp', (resourceMetadataUrl) =>
  sessions(async (options) => {
    const transport = new NodeStreamableHTTPServerTransport(options);
    await createServer({ resourceMetadataUrl }).connect(transport);
    return transport;
  }),
);

// Version 1 of the SDK, without sessions.
serve('/v1/mcp', (resourceMetadataUrl) => async (req, res) => {
  // GET and DELETE are only for sessions.
  if (req.method !== 'POST') {
    res.set('Allow', 'POST').sendStatus(405);
    return;
  }
  const transport = new StreamableHTTPServerTransport({});
  const server = createServer1({ resourceMetadataUrl });
  res.on('close', () => void server.close());
  await server.connect(transport);
  await transport.handleRequest(req, res);
});

// Version 1, with sessions.
serve('/v1/sessions/mcp', (resourceMetadataUrl) =>
  sessions(async (options) => {
    const transport = new StreamableHTTPServerTransport(options);
    await createServer1({ resourceMetadataUrl }).connect(transport);
    return transport;
  }),
);

// If Clerk can't verify a token, the answer is a 503.
app.use(errorHandler);
