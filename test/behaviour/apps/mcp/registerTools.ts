import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { asked, mirror, newDocument } from '../documents';
import {
  authorize,
  authorizer,
  checkResource,
  isAllowed,
  planResources,
  withCerbos,
} from './authz';

// What the table of cases sends in an address.
const inputSchema = z.object({ id: z.string(), ids: z.array(z.string()).default([]) });
type Args = z.infer<typeof inputSchema>;

const document = ({ id }: Pick<Args, 'id'>) => ({ kind: 'document' as const, id });
const json = (value: object) => ({
  content: [{ type: 'text' as const, text: JSON.stringify(value) }],
});
const ran = () => json({ ran: true });
const unlessViewed = { onDenied: { notFoundUnless: 'view' } } as const;

/**
 * The routes of the behaviour suite as tools: `GET /api/documents/:id` is `public_GET_documents`. All
 * callers may see and call them, so that each answer is that of the tool's own rule.
 */
export function registerTools(server: McpServer): void {
  const input = { inputSchema, annotations: { readOnlyHint: true } };
  server.registerTool(
    'public_GET_documents',
    input,
    withCerbos({ action: 'view', resource: document }, (_, grant) =>
      json({
        principal: grant.principal.id,
        roles: grant.principal.roles,
        userId: grant.auth.userId,
        allowed: grant.decision.allowedActions(),
        ownerId: grant.resource.value.ownerId,
      }),
    ),
  );
  server.registerTool(
    'public_PATCH_documents',
    input,
    withCerbos({ actions: ['view', 'edit'], resource: document }, ran),
  );
  server.registerTool(
    'public_DELETE_documents',
    input,
    withCerbos({ action: 'delete', resource: document }, ran),
  );
  server.registerTool(
    'public_POST_documents',
    input,
    withCerbos({ action: 'export', resource: document }, ran),
  );

  server.registerTool(
    'public_GET_hidden',
    input,
    withCerbos({ action: 'view', resource: document, onDenied: 'not-found' }, ran),
  );
  // No function can shape a refusal here: this says the same.
  server.registerTool(
    'public_PATCH_hidden',
    input,
    withCerbos({ actions: ['view', 'edit'], resource: document, ...unlessViewed }, ran),
  );
  server.registerTool(
    'public_DELETE_hidden',
    input,
    withCerbos({ action: 'delete', resource: document, onDenied: 'not-found' }, ran),
  );

  server.registerTool(
    'public_GET_tenant',
    input,
    withCerbos({ action: 'view', resource: document, ...unlessViewed }, ran),
  );
  server.registerTool(
    'public_POST_tenant',
    input,
    withCerbos({ action: 'read', resource: document, ...unlessViewed }, ran),
  );
  server.registerTool(
    'public_PATCH_tenant',
    input,
    withCerbos({ actions: ['view', 'edit'], resource: document, ...unlessViewed }, ran),
  );
  server.registerTool(
    'public_DELETE_tenant',
    input,
    withCerbos({ action: 'delete', resource: document, ...unlessViewed }, (_, { decision }) =>
      json({ allowed: decision.allowedActions(), all: decision.allAllowed() }),
    ),
  );
  server.registerTool('public_PUT_tenant', input, async (args, context) => {
    await authorize(context, { resource: document(args), action: 'edit', ...unlessViewed });
    return ran();
  });

  server.registerTool(
    'public_GET_custom',
    input,
    withCerbos({ action: 'view', resource: document }, ran),
  );
  server.registerTool(
    'public_GET_public',
    input,
    withCerbos({ action: 'read', resource: document }, (_, { principal }) =>
      json({ principal: principal.id, roles: principal.roles }),
    ),
  );
  server.registerTool(
    'public_GET_nested',
    input,
    withCerbos(
      { action: 'view', resource: document },
      async (_, { authorizer: own, resource: { kind, id } }) => {
        await own.authorize({ resource: { kind, id }, action: 'edit' });
        return ran();
      },
    ),
  );
  // The mistake: nothing waits for what authorize says.
  server.registerTool(
    'public_GET_dropped',
    input,
    withCerbos(
      { action: 'view', resource: document },
      (_, { authorizer: own, resource: { kind, id } }) => {
        void own.authorize({ resource: { kind, id }, action: 'edit' });
        return ran();
      },
    ),
  );
  server.registerTool(
    'public_POST_dropped',
    input,
    withCerbos({ action: 'view', resource: document }, (args, { context }) => {
      void authorize(context, { resource: document(args), action: 'edit' });
      return ran();
    }),
  );
  server.registerTool(
    'public_POST_new',
    input,
    withCerbos(
      { action: 'create', newResource: (caller, { id }) => newDocument(caller, id) },
      (_, { resource: { id, attr } }) => json({ id, attr }),
    ),
  );
  server.registerTool('public_GET_verbs', input, async (args, context) => {
    const resource = document(args);
    const [{ principal }, allowed, decision, plan] = await Promise.all([
      authorizer(context),
      isAllowed(context, { resource, action: 'view' }),
      checkResource(context, { resource, actions: ['view', 'edit'] }),
      planResources(context, { resource: { kind: 'document' }, action: 'view' }),
    ]);
    const actions = decision.allowedActions();
    const ownerId = decision.resource.value?.ownerId;
    return json({ principal: principal.id, allowed, actions, plan: plan.kind, ownerId });
  });

  server.registerTool(
    'public_GET_mistake',
    input,
    withCerbos(
      { action: 'view', resource: { kind: 'folder', id: 'no loader for this kind' } },
      ran,
    ),
  );
  server.registerTool(
    'public_POST_mistake',
    input,
    withCerbos(
      { action: 'view', resource: { kind: 'document', id: '1', attr: {}, scope: 'not a scope' } },
      ran,
    ),
  );
  server.registerTool(
    'public_PUT_mistake',
    input,
    withCerbos(
      {
        action: 'view',
        // The caller may leave it out, or send it twice.
        resource: ({ ids }: Args) => ({ kind: 'document', id: asked(ids), attr: {} }),
      },
      ran,
    ),
  );
  server.registerTool(
    'public_DELETE_mistake',
    input,
    withCerbos(
      { action: 'view', resource: () => ({ kind: '', id: '1', attr: { secret: 'do not tell' } }) },
      ran,
    ),
  );

  server.registerTool(
    'public_GET_machine',
    input,
    withCerbos({ action: 'look', resource: mirror }, (_, { principal }) =>
      json({ principal: principal.id, roles: principal.roles }),
    ),
  );
  // Only admins see it.
  server.registerTool('secret', input, ran);
}
