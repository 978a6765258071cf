import { McpServer as McpServer1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpServer as McpServer2 } from '@modelcontextprotocol/server';
import type { GuardOptions } from 'clerk-cerbos/mcp';
import { guard } from './authz';
import { registerTools } from './registerTools';

const info = { name: 'behaviour', version: '1.0.0' };

/** A guarded server of 1.x. */
export function createServer1(options: GuardOptions = {}): McpServer1 {
  const server = guard(new McpServer1(info), options);
  // Tools are registered in the same form in both majors.
  registerTools(server as unknown as McpServer2);
  return server;
}

/** A guarded server of 2.x. */
export function createServer2(options: GuardOptions = {}): McpServer2 {
  const server = guard(new McpServer2(info), options);
  registerTools(server);
  return server;
}
