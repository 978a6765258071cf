import type { McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { addressOf, documentAt, template } from './addresses';
import { withCerbos } from './authz';
import {
  allDocuments,
  deleteDocument,
  documentAttributes,
  findCandidates,
  shareDocument,
  toJson,
  updateDocument,
} from './documents';

const id = z.string().describe('The id of a document, as in list_documents.');

/** The document that the arguments of a tool or of a prompt name. */
const named = (args: { id: string }) => ({ kind: 'document', id: args.id }) as const;

const answer = (text: string) => ({ content: [{ type: 'text' as const, text }] });

/**
 * Adds the tools, the prompt and the resources to a guarded server. The guard asks Cerbos about
 * each of them. `withCerbos` asks about the document, too, in the same call.
 *
 * The annotations are more than hints here: the policy of the tools reads them.
 */
export function registerDocuments(server: McpServer, Template: typeof ResourceTemplate): void {
  server.registerTool(
    'list_documents',
    {
      description: 'Lists the documents that you may read.',
      inputSchema: z.object({}),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    withCerbos(
      { action: 'list', resource: { kind: 'library', id: 'documents', attr: {} } },
      async (_args, { authorizer, principal }) => {
        const candidates = findCandidates(principal);
        // A check of no resources is an error.
        if (candidates.length === 0) return answer('There are no documents.');
        // One call decides about all documents, each by itself.
        const decisions = await authorizer.checkResources({
          resources: candidates.map((document) => ({
            resource: { kind: 'document', id: document.id, attr: documentAttributes(document) },
            actions: ['view'],
          })),
        });
        const documents = candidates.filter((_, index) => decisions[index]?.isAllowed('view'));
        return answer(documents.map(({ id, title }) => `${id}: ${title}`).join('\n'));
      },
    ),
  );

  // A caller who may not view a document does not learn that it exists.
  server.registerTool(
    'read_document',
    {
      description: 'Reads a document.',
      inputSchema: z.object({ id }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    withCerbos(
      { action: 'view', resource: named, onDenied: 'not-found' },
      (_args, { resource: { value } }) => answer(JSON.stringify(toJson(value))),
    ),
  );

  server.registerTool(
    'rename_document',
    {
      description: 'Changes the title of a document.',
      inputSchema: z.object({ id, title: z.string().trim().min(1).max(120) }),
      annotations: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    withCerbos(
      { action: 'edit', resource: named, onDenied: { notFoundUnless: 'view' } },
      ({ title }, { resource }) => {
        updateDocument(resource.id, { title });
        return answer(`${resource.id} has the title “${title}” now.`);
      },
    ),
  );

  server.registerTool(
    'share_document',
    {
      description: 'Lets all members of another organization read a document.',
      inputSchema: z.object({ id, organizationId: z.string().regex(/^org_\w{1,60}$/) }),
      annotations: { destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    withCerbos(
      { action: 'share', resource: named, onDenied: { notFoundUnless: 'view' } },
      ({ organizationId }, { resource }) => {
        shareDocument(resource.id, 'sharedWithOrganizations', organizationId);
        return answer(`${resource.id} is shared with ${organizationId} now.`);
      },
    ),
  );

  server.registerTool(
    'delete_document',
    {
      description: 'Deletes a document for ever.',
      inputSchema: z.object({ id }),
      annotations: { destructiveHint: true, idempotentHint: true, openWorldHint: false },
    },
    withCerbos(
      { action: 'delete', resource: named, onDenied: { notFoundUnless: 'view' } },
      (_args, { resource }) => {
        deleteDocument(resource.id);
        return answer(`${resource.id} is deleted.`);
      },
    ),
  );

  // Version 1 takes no z.object here. With version 2, write argsSchema: z.object({ id }).
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  server.registerPrompt(
    'review_document',
    { description: 'Asks for a review of a document.', argsSchema: { id } },
    withCerbos(
      { action: 'view', resource: named, onDenied: 'not-found' },
      (_args, { resource: { value } }) => ({
        messages: [
          {
            role: 'user' as const,
            content: {
              type: 'text' as const,
              text: `Please review: ${value.title}. ${value.body}`,
            },
          },
        ],
      }),
    ),
  );

  // The guard asks about each address, and the policy reads the document that authz.ts loads for it.
  server.registerResource(
    'document',
    new Template(template, {
      list: () => ({
        resources: allDocuments().map((document) => ({
          uri: addressOf(document),
          name: document.title,
          mimeType: 'application/json',
        })),
      }),
    }),
    { description: 'A document.', mimeType: 'application/json' },
    ({ href }) => {
      const document = documentAt(href);
      // It was deleted after the guard had loaded it.
      if (document === undefined) throw new Error('The document is gone.');
      return { contents: [{ uri: href, text: JSON.stringify(toJson(document)) }] };
    },
  );
}
