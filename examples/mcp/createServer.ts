import { McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import type { GuardOptions } from 'clerk-cerbos/mcp';
import { guard } from './authz';
import { registerDocuments } from './registerDocuments';

/** Makes the guarded server. Each request, or each session, needs one of its own. */
export function createServer(options: GuardOptions = {}): McpServer {
  const server = guard(new McpServer({ name: 'documents', version: '1.0.0' }), options);
  registerDocuments(server, ResourceTemplate);
  return server;
}
