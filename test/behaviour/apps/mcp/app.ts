// The tools of the behaviour suite over HTTP, at /<way>/<types of token>: both majors of the SDK, with
// and without sessions.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { toProblem } from 'clerk-cerbos';
import type { McpAuthInfo } from 'clerk-cerbos/mcp';
import { authOf, toAuthInfo } from './authz';
import { createServer1, createServer2 } from './servers';

type Asked = IncomingMessage & { auth?: McpAuthInfo };
type Serve = (req: Asked, res: ServerResponse) => Promise<void>;

interface Transport {
  readonly sessionId?: string | undefined;
  handleRequest: Serve;
}

/** Serves each session with a transport of its own, by whichever caller its messages are. */
function sessions(
  open: (options: {
    sessionIdGenerator: () => string;
    onsessioninitialized: (id: string) => void;
  }) => Promise<Transport>,
): Serve {
  const known = new Map<string, Promise<Transport>>();
  return async (req, res) => {
    const id = req.headers['mcp-session-id'];
    const found = typeof id === 'string' ? known.get(id) : undefined;
    if (found !== undefined) return (await found).handleRequest(req, res);
    const opened = open({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (made) => void known.set(made, opened),
    });
    return (await opened).handleRequest(req, res);
  };
}

const ways: Readonly<Record<string, Serve>> = {
  v1: async (req, res) => {
    const server = createServer1();
    const transport = new StreamableHTTPServerTransport({});
    res.on('close', () => void server.close());
    await server.connect(transport);
    await transport.handleRequest(req, res);
  },
  'v1-sessions': sessions(async (options) => {
    const transport = new StreamableHTTPServerTransport(options);
    await createServer1().connect(transport);
    return transport;
  }),
  // Of both eras: of the protocol of 2026-07-28, and without sessions of the one before.
  // The requests of a server have the method that Node's type leaves open.
  v2: toNodeHandler(createMcpHandler(() => createServer2())) as unknown as Serve,
  'v2-sessions': sessions(async (options) => {
    const transport = new NodeStreamableHTTPServerTransport(options);
    await createServer2().connect(transport);
    return transport;
  }),
};

async function serve(req: Asked, res: ServerResponse): Promise<void> {
  const [, way = '', accepts] = (req.url ?? '').split('/');
  const handle = ways[way];
  if (handle === undefined) return void res.writeHead(404).end();
  const { authorization } = req.headers;
  try {
    const auth = await authOf(authorization, accepts === 'all' ? 'all' : 'sessions');
    const info = toAuthInfo(auth, authorization?.replace(/^Bearer /, ''));
    if (info !== undefined) req.auth = info;
  } catch (error) {
    const { status, headers, body } = toProblem(error);
    return void res.writeHead(status, { ...headers }).end(JSON.stringify(body));
  }
  return handle(req, res);
}

createServer((req, res) => {
  serve(req, res).catch((error: unknown) => {
    console.error(error);
    if (!res.headersSent) res.writeHead(500);
    res.end();
  });
}).listen(Number(process.env.PORT), process.env.HOST ?? 'localhost');
