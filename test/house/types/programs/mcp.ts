// MCP: arguments, context and grant fit in the callbacks of both SDKs, and so do their results.
import type { CerbosClient, ClerkAuth } from 'clerk-cerbos';
import { createClerkCerbos, type McpClerkCerbos, toAuthInfo } from 'clerk-cerbos/mcp';
import { McpServer as FirstServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { AuthInfo as FirstAuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js';
import { type AuthInfo, McpServer, Server, type ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Equal, Expect } from './Equal.js';

interface Policies {
  document: { actions: 'view' | 'edit'; attr: { ownerId: string } };
  folder: { actions: 'open'; attr: { depth: number } };
}

declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}

interface Row {
  readonly title: string;
}

declare const cerbos: CerbosClient;
declare const row: Row;
declare const auth: ClerkAuth;

const { guard, withCerbos, isAllowed, authorizer } = createClerkCerbos({
  cerbos,
  resources: {
    document: async (id) => (id === '' ? null : { attr: { ownerId: id }, value: row }),
  },
});

const server: McpServer = guard(new McpServer({ name: 'documents', version: '1.0.0' }));
const first: FirstServer = guard(new FirstServer({ name: 'documents', version: '1.0.0' }), {
  auth: () => auth,
  resource: ({ id, attr }) => ({ kind: 'mcp_tool', id, attr }),
  resourceMetadataUrl: 'https://app.example.com/.well-known/oauth-protected-resource',
});
guard(new Server({ name: 'documents', version: '1.0.0' }));
// @ts-expect-error -- a server is an object
guard('documents');

server.registerTool(
  'view_document',
  { inputSchema: z.object({ id: z.string(), page: z.coerce.number().default(1) }) },
  withCerbos(
    {
      action: 'view',
      resource: ({ id }) => ({ kind: 'document', id }),
      list: { kind: 'document' },
      onDenied: { notFoundUnless: 'view' },
    },
    async (args, grant) => {
      type Checks = [
        Expect<Equal<typeof args, { id: string; page: number }>>,
        Expect<Equal<typeof grant.context, ServerContext>>,
        Expect<Equal<typeof grant.resource.kind, 'document'>>,
        Expect<Equal<typeof grant.resource.value, Row>>,
      ];
      const passed: Checks['length'] = 4;
      grant.decision.isAllowed('edit');
      // @ts-expect-error -- an action of another kind
      grant.decision.isAllowed('open');
      await isAllowed(grant.context, { resource: { kind: 'document', id: '7' }, action: 'edit' });
      return { content: [{ type: 'text', text: `${passed} ${grant.resource.value.title}` }] };
    },
  ),
);

first.registerTool(
  'view_document',
  { inputSchema: { id: z.string(), page: z.coerce.number().default(1) } },
  withCerbos(
    { action: 'view', resource: ({ id }) => ({ kind: 'document', id }) },
    async (args, grant) => {
      type Checks = [Expect<Equal<typeof args, { id: string; page: number }>>];
      const passed: Checks['length'] = 1;
      await authorizer(grant.context);
      return { content: [{ type: 'text', text: `${passed} ${grant.context.requestId}` }] };
    },
  ),
);

server.registerPrompt(
  'summarize',
  { argsSchema: z.object({ id: z.string() }) },
  withCerbos({ action: 'view', resource: ({ id }) => ({ kind: 'document', id }) }, ({ id }) => ({
    messages: [{ role: 'user', content: { type: 'text', text: id } }],
  })),
);

first.registerPrompt(
  'summarize',
  { argsSchema: { id: z.string() } },
  withCerbos({ action: 'view', resource: ({ id }) => ({ kind: 'document', id }) }, ({ id }) => ({
    messages: [{ role: 'user', content: { type: 'text', text: id } }],
  })),
);

server.registerTool(
  'wrong_argument',
  { inputSchema: z.object({ id: z.string() }) },
  withCerbos(
    {
      action: 'view',
      // @ts-expect-error -- there is no such argument
      resource: ({ name }) => ({ kind: 'document', id: name }),
    },
    async () => ({ content: [] }),
  ),
);

// @ts-expect-error -- content is a list
server.registerTool(
  'wrong_result',
  { inputSchema: z.object({ id: z.string() }) },
  withCerbos({ action: 'view', resource: ({ id }) => ({ kind: 'document', id }) }, async () => ({
    content: 'text',
  })),
);

// @ts-expect-error -- an action of another kind
withCerbos({ action: 'open', resource: { kind: 'document', id: '7' } }, () => ({ content: [] }));
// @ts-expect-error -- who asks?
void isAllowed({ resource: { kind: 'document', id: '7' }, action: 'view' });

export const info: AuthInfo | undefined = toAuthInfo(auth, 'token');
export const firstInfo: FirstAuthInfo | undefined = toAuthInfo(auth);
export const made: McpClerkCerbos<Policies> = createClerkCerbos({ cerbos });

server.registerTool(
  'insert_document',
  { inputSchema: z.object({ name: z.string() }) },
  withCerbos(
    {
      action: 'edit',
      newResource: ({ principal }, { name }) => ({
        kind: 'document',
        attr: { ownerId: `${principal.id} ${name}` },
      }),
    },
    async ({ name }, { resource }) => ({
      content: [{ type: 'text', text: `${name} ${resource.attr.ownerId}` }],
    }),
  ),
);
