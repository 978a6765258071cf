import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HTTP } from '@cerbos/http';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport as Transport1 } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer as Server1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Client as Client2 } from '@modelcontextprotocol/client';
import {
  InMemoryTransport as Transport2,
  type McpHttpHandler,
  McpServer as Server2,
} from '@modelcontextprotocol/server';
import type { ClerkAuth } from '../../../../src';
import { toAuthInfo } from '../../../../src/adapters/mcp';
import { startCerbos } from '../../../../src/testing';
import { patient, startTimeoutMs } from '../../../setup/pdp';

/** A signed-in user, as Clerk reports one. */
function userAuth(userId = 'user_1'): ClerkAuth {
  return {
    ...{ tokenType: 'session_token', isAuthenticated: true, userId, sessionId: `sess_${userId}` },
    ...{ sessionClaims: {}, orgId: null },
  };
}

/** One rule per kind: what `list` and the use of an item need. */
function policyOf(kind: string, use: string, list: string, may: string): string {
  return `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: ${kind}
  version: default
  rules:
    - actions: [list]
      effect: EFFECT_ALLOW
      roles: ['*']
      condition: { match: { expr: '${list}' } }
    - actions: [${use}]
      effect: EFFECT_ALLOW
      roles: ['*']
      condition: { match: { expr: '${may}' } }
`;
}

/** A real PDP that hides what is called `secret` and denies the use of what is called `closed`. */
export async function startPdp(files: Record<string, string> = {}) {
  const seen = '!R.id.contains("secret")';
  const open = `${seen} && !R.id.contains("closed")`;
  const policies = {
    'tool.yaml': policyOf('mcp_tool', 'call', seen, open),
    'prompt.yaml': policyOf('mcp_prompt', 'get', seen, open),
    'resource.yaml': policyOf('mcp_resource', 'read', seen, open),
    'method.yaml': policyOf('mcp_method', 'call', seen, open),
    ...files,
  };
  const folder = mkdtempSync(join(tmpdir(), 'mcp-attacks-'));
  for (const [name, text] of Object.entries(policies)) writeFileSync(join(folder, name), text);
  const pdp = await startCerbos({ policies: folder, startTimeoutMs });
  return { stop: () => pdp.stop(), app: { cerbos: new HTTP(pdp.httpUrl), ...patient } };
}

interface Registered {
  readonly update: (updates: object) => void;
}
type Register = (name: string, config: object, callback: CallableFunction) => Registered;

/** What the attacks use of the servers of both SDKs, whose types differ. */
export interface AnyServer {
  readonly server: object;
  readonly registerTool: Register;
  readonly registerPrompt: Register;
  readonly registerResource: (
    name: string,
    uri: unknown,
    config: object,
    callback: CallableFunction,
  ) => Registered;
  readonly connect: (transport: object) => Promise<void>;
}

interface AnyMessage {
  readonly id?: unknown;
}

interface AnyTransport {
  send: (message: object, options?: object) => Promise<void>;
  onmessage?: (message: AnyMessage, extra?: unknown) => void;
}

interface AnyClient {
  readonly connect: (transport: object) => Promise<void>;
  readonly close: () => Promise<void>;
}

const info = { name: 'app', version: '1' };

// Both have these members, with types of their own.
export const MAJORS: readonly (readonly [name: string, make: (options?: object) => AnyServer])[] = [
  ['1.x', (options) => new Server1(info, options) as unknown as AnyServer],
  ['2.x', (options) => new Server2(info, options) as unknown as AnyServer],
];

/** Sends messages as they are, and gives back what comes over the wire. */
export async function connect(name: string, server: AnyServer, authInfo: object | undefined) {
  const isFirst = name === '1.x';
  const pair: readonly unknown[] = (isFirst ? Transport1 : Transport2).createLinkedPair();
  const [near, far] = pair as readonly [AnyTransport, AnyTransport];
  const client: unknown = isFirst ? new Client1(info) : new Client2(info);
  const { connect, close } = client as AnyClient;
  const send = near.send.bind(near);
  near.send = (message, options) => send(message, { ...options, authInfo });
  await Promise.all([server.connect(far), Reflect.apply(connect, client, [near])]);
  let last = 1000;
  const waiting = new Map<unknown, (message: object) => void>();
  const deliver = near.onmessage;
  near.onmessage = (message, extra) => {
    const answer = waiting.get(message.id);
    if (answer === undefined) deliver?.(message, extra);
    else answer(message);
  };
  return {
    /** The answer, as text: the bytes that the client sees. Its id is always 0. */
    async raw(method: string, params: object): Promise<string> {
      last += 1;
      const id = last;
      const answer = new Promise<object>((resolve) => {
        waiting.set(id, resolve);
      });
      await near.send({ jsonrpc: '2.0', id, method, params });
      return JSON.stringify({ ...(await answer), id: 0 });
    },
    close: () => Reflect.apply(close, client, []),
  };
}

export const asUser = (userId?: string) => toAuthInfo(userAuth(userId), 'token');

const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': info,
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** Sends a message of the protocol of 2026-07-28 to the HTTP entry of 2.x. */
export async function postModern(
  handler: McpHttpHandler,
  method: string,
  params: { readonly name?: string; readonly arguments?: object },
  authInfo: ReturnType<typeof asUser>,
) {
  const headers = {
    ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    ...{ 'mcp-protocol-version': '2026-07-28', 'mcp-method': method },
    ...(params.name !== undefined && { 'mcp-name': params.name }),
  };
  const message = { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: ENVELOPE } };
  const body = JSON.stringify(message);
  const request = new Request('http://localhost/mcp', { method: 'POST', headers, body });
  const answer = await handler.fetch(request, authInfo && { authInfo });
  return { status: answer.status, text: await answer.text() };
}
