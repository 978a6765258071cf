import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { GuardOptions } from 'clerk-cerbos/mcp';
import { guard } from '../authz';
import { registerDocuments } from '../registerDocuments';

type Arguments = Parameters<typeof registerDocuments>;

/** The same server with version 1 of the SDK. */
export function createServer(options: GuardOptions = {}): McpServer {
  const server = guard(new McpServer({ name: 'documents', version: '1.0.0' }), options);
  // In both versions, these methods take the same arguments. TypeScript can't compare them, because
  // they are generic. An app uses one version: it imports that one in registerDocuments.ts.
  registerDocuments(server as unknown as Arguments[0], ResourceTemplate as unknown as Arguments[1]);
  return server;
}
