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
  McpServer as Server2,
} from '@modelcontextprotocol/server';
import type { ClerkAuth } from '../../../../src';
import { toAuthInfo } from '../../../../src/adapters/mcp';
import { startCerbos } from '../../../../src/testing';

/** A signed-in user, as Clerk reports one. */
export function userAuth(userId = 'user_1'): ClerkAuth {
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
  const pdp = await startCerbos({ policies: folder });
  return { ...pdp, cerbos: new HTTP(pdp.httpUrl) };
}

// The attacks treat both SDKs alike, whose types are not.
/* eslint-disable @typescript-eslint/no-explicit-any */
export const MAJORS: readonly (readonly [name: string, make: (options?: object) => any])[] = [
  ['1.x', (options) => new Server1({ name: 'app', version: '1' }, options)],
  ['2.x', (options) => new Server2({ name: 'app', version: '1' }, options)],
];

/** Sends messages as they are, and gives back what comes over the wire. */
export async function connect(name: string, server: any, authInfo: object | undefined) {
  const [near, far] = (name === '1.x' ? Transport1 : Transport2).createLinkedPair() as [any, any];
  const Client = (name === '1.x' ? Client1 : Client2) as any;
  const send = near.send.bind(near);
  near.send = (message: object, options: object) => send(message, { ...options, authInfo });
  const client = new Client({ name: 'attacker', version: '1' });
  await Promise.all([server.connect(far), client.connect(near)]);
  let last = 1000;
  const waiting = new Map<unknown, (message: object) => void>();
  const deliver = near.onmessage;
  near.onmessage = (message: any, extra: unknown) => {
    const answer = waiting.get(message.id);
    if (answer === undefined) deliver(message, extra);
    else answer(message);
  };
  return {
    /** The answer without its id, as text: the bytes that the client sees. */
    async raw(method: string, params: object): Promise<string> {
      last += 1;
      const id = last;
      const answer = new Promise<any>((resolve) => waiting.set(id, resolve));
      await near.send({ jsonrpc: '2.0', id, method, params });
      return JSON.stringify({ ...(await answer), id: 0 });
    },
    close: () => client.close(),
  };
}
/* eslint-enable @typescript-eslint/no-explicit-any */

export const asUser = (userId?: string) => toAuthInfo(userAuth(userId), 'token');
