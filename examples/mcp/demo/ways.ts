import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioClientTransport1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as StreamableHTTPClientTransport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { join } from 'node:path';
import type { Stage } from '../../demo/stage';
import type { AnyClient, Connection } from './askServer';

/** A way to connect to the server. */
export interface Way {
  readonly name: string;
  /** The path of an HTTP server, which needs a token in each request. */
  readonly path?: string;
  readonly connect: (stage: Stage, token: string) => Promise<Connection>;
}

/** Each client of the SDK with each server. */
export const ways: readonly Way[] = [
  overHttp('SDK 2, HTTP without sessions', '/mcp', connect),
  overHttp('SDK 2, HTTP with sessions', '/sessions/mcp', connect),
  overHttp('SDK 2, HTTP without sessions, and a client of SDK 1', '/mcp', connect1),
  overHttp('SDK 1, HTTP without sessions', '/v1/mcp', connect1),
  overHttp('SDK 1, HTTP with sessions', '/v1/sessions/mcp', connect1),
  {
    name: 'SDK 2, stdio',
    async connect(stage, token) {
      const client = newClient();
      await client.connect(new StdioClientTransport(program('stdio.ts', stage, token)));
      return { client };
    },
  },
  {
    name: 'SDK 1, stdio',
    async connect(stage, token) {
      const client = newClient1();
      await client.connect(new StdioClientTransport1(program('v1/stdio.ts', stage, token)));
      return { client };
    },
  },
];

const info = { name: 'demo', version: '1.0.0' };

function newClient(): Client {
  // It speaks the protocol of 2026 if the server does, and that of 2025 if not.
  return new Client(info, { versionNegotiation: { mode: 'auto' } });
}

function newClient1(): Client1 {
  return new Client1(info);
}

interface HttpOptions {
  readonly requestInit: RequestInit;
  readonly fetch: typeof fetch;
}

type Connect = (url: URL, options: HttpOptions) => Promise<AnyClient>;

function overHttp(name: string, path: string, connect: Connect): Way {
  return {
    name,
    path,
    async connect({ origin }, token) {
      let challenge: string | undefined;
      const client = await connect(new URL(path, origin), {
        requestInit: { headers: { Authorization: `Bearer ${token}` } },
        async fetch(...args) {
          const response = await fetch(...args);
          challenge = response.headers.get('WWW-Authenticate') ?? undefined;
          return response;
        },
      });
      return { client, challenge: () => challenge };
    },
  };
}

async function connect(...args: Parameters<Connect>): Promise<Client> {
  const client = newClient();
  await client.connect(new StreamableHTTPClientTransport(...args));
  return client;
}

async function connect1(...args: Parameters<Connect>): Promise<Client1> {
  const client = newClient1();
  await client.connect(new StreamableHTTPClientTransport1(...args));
  return client;
}

function program(file: string, { sandbox, pdp, origin }: Stage, token: string) {
  return {
    command: process.execPath,
    args: ['--import', 'tsx', file],
    cwd: join(import.meta.dirname, '..'),
    env: {
      ...sandbox.env,
      CERBOS_GRPC: pdp.grpcTarget,
      APP_ORIGIN: origin,
      DOCUMENTS_TOKEN: token,
      NODE_ENV: 'production',
    },
    stderr: 'ignore' as const,
  };
}
