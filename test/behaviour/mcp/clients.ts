import { fileURLToPath } from 'node:url';
import {
  Client as Client2,
  StreamableHTTPClientTransport as Http2,
} from '@modelcontextprotocol/client';
import { StdioClientTransport as Stdio2 } from '@modelcontextprotocol/client/stdio';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as Stdio1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as Http1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** What a tool has answered. */
export interface ToolAnswer {
  readonly isError?: boolean | undefined;
  readonly content?: unknown;
  readonly _meta?: Readonly<Record<string, unknown>> | undefined;
}

/** A client of either SDK that is connected. */
export interface Connected {
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<ToolAnswer>;
  listTools(): Promise<{ readonly tools: readonly { readonly name: string }[] }>;
  close(): Promise<void>;
}

/** One way on which a client reaches the app. */
export interface Way {
  readonly name: string;
  readonly path: 'v1' | 'v1-sessions' | 'v2' | 'v2-sessions';
  /** Connects the SDK's own client. */
  connect(url: string, tokenOf: () => string | undefined): Promise<Connected>;
}

const info = { name: 'behaviour', version: '1.0.0' };

/** Sends the token that is the caller's at this moment. */
function withToken(tokenOf: () => string | undefined) {
  return (url: string | URL, init?: RequestInit) => {
    const headers = new Headers(init?.headers);
    const token = tokenOf();
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    return fetch(url, { ...init, headers });
  };
}

const first: Way['connect'] = async (url, tokenOf) => {
  const client = new Client1(info);
  const transport = new Http1(new URL(url), { fetch: withToken(tokenOf) });
  await client.connect(transport);
  return client;
};

const second =
  (mode: 'legacy' | { pin: string }): Way['connect'] =>
  async (url, tokenOf) => {
    const client = new Client2(info, { versionNegotiation: { mode } });
    await client.connect(new Http2(new URL(url), { fetch: withToken(tokenOf) }));
    return client;
  };

/** Every way over HTTP: both majors, both eras of the protocol, with and without sessions. */
export const ways: readonly Way[] = [
  { name: '1.x, without sessions', path: 'v1', connect: first },
  { name: '1.x, with sessions', path: 'v1-sessions', connect: first },
  { name: '2.x, in the protocol of 2025-11-25', path: 'v2', connect: second('legacy') },
  {
    name: '2.x, in the protocol of 2026-07-28',
    path: 'v2',
    connect: second({ pin: '2026-07-28' }),
  },
  { name: '2.x, with sessions', path: 'v2-sessions', connect: second('legacy') },
];

const cwd = fileURLToPath(new URL('../apps/mcp', import.meta.url));

/** Connects over stdio to a process of the app that has this token in its environment. */
export const overStdio = {
  '1.x': async (env: Record<string, string>): Promise<Connected> => {
    const client = new Client1(info);
    const args = ['--import', 'tsx', 'stdio1.ts'];
    await client.connect(new Stdio1({ command: process.execPath, args, cwd, env }));
    return client;
  },
  '2.x': async (env: Record<string, string>): Promise<Connected> => {
    const client = new Client2(info);
    const args = ['--import', 'tsx', 'stdio2.ts'];
    await client.connect(new Stdio2({ command: process.execPath, args, cwd, env }));
    return client;
  },
};
