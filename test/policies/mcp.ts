import fc from 'fast-check';
import { type Caller, isOf } from './callers';

/** What an MCP server says about its tools, prompts and resources, and whose they are. */
export interface McpAttributes {
  readonly orgId?: string;
  readonly annotations?: { readonly readOnlyHint?: unknown; readonly destructiveHint?: unknown };
  readonly arguments?: { readonly amount?: unknown };
}

export const mcpActions = ['list', 'call', 'get', 'read'];

const hint = fc.boolean();
const amounts = [0, 99.5, 100, 100.5, 1e6, -1, '50', null, true, [1], {}];

/** Annotations as the guard of a server gives them, and arguments as a model chooses them. */
export const mcpAttributes = {
  annotations: fc.record({
    readOnlyHint: hint,
    destructiveHint: hint,
    idempotentHint: hint,
    openWorldHint: hint,
  }),
  arguments: fc.record({ amount: fc.constantFrom<unknown>(...amounts) }, { requiredKeys: [] }),
};

const isReadOnly = ({ annotations }: McpAttributes) => annotations?.readOnlyHint === true;

/** May the caller do this with something of an MCP server? Said without a look at any policy. */
export function isForCaller(
  caller: Caller,
  kind: string,
  attr: McpAttributes,
  action: string,
): boolean {
  const { roles, attr: own } = caller.principal;
  if (roles.includes('anonymous') || roles.includes('pending')) return false;
  const isForAll = attr.orgId === '' || (attr.orgId === undefined && kind !== 'mcp_resource');
  if (!isForAll && !isOf(caller, attr.orgId)) return false;
  if (roles.includes('user')) return true;
  if (action === 'call') return isReadOnly(attr) || own.scopes.includes('tools:write');
  return action !== 'read' || isForAll || own.scopes.includes('resources:read');
}

/** Is the call of a tool more than an agent may do for its user? */
export function isBeyondAgents(attr: McpAttributes): boolean {
  if (isReadOnly(attr) || attr.annotations?.destructiveHint === false) return false;
  const amount = attr.arguments?.amount;
  return typeof amount !== 'number' || amount < 0 || amount > 100;
}
