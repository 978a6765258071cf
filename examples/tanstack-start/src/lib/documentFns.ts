import { createServerFn } from '@tanstack/react-start';
import { authorizer, withCerbosFn } from './authz.server';
import { documentResource } from './documentResource';
import { deleteDocument, findCandidates, updateDocument } from './documents.server';
import { ChangedDocument, NamedDocument } from './inputs';

/** The resource of a rule. The validator has checked that the id is one. */
const named = ({ data }: { readonly data: { readonly id: string } }) =>
  ({ kind: 'document', id: data.id }) as const;

/** Attributes of the caller that policies read. `''` means that there is none. */
export const whoIsCalling = createServerFn().handler(async () => {
  const { principal } = await authorizer();
  const { userId, orgSlug, orgRole, actorId } = principal.attr;
  return { userId, orgSlug, orgRole, actorId };
});

export const listDocuments = createServerFn().handler(
  withCerbosFn(
    { action: 'list', resource: { kind: 'library', id: 'documents', attr: {} } },
    async (_args, { authorizer, principal }) => {
      const candidates = findCandidates(principal);
      if (candidates.length === 0) return { documents: [] };
      // One call decides about all documents.
      const decisions = await authorizer.checkResources({
        resources: candidates.map((document) => ({
          resource: documentResource(document),
          actions: ['view', 'edit'],
        })),
      });
      const documents = candidates.flatMap((document, index) => {
        const decision = decisions[index];
        if (!decision?.isAllowed('view')) return [];
        // A reader does not learn with whom else it is shared.
        const { id, title, body, ownerId } = document;
        const mayEdit = decision.isAllowed('edit');
        return [{ id, title, body, isOwn: ownerId === principal.id, mayEdit }];
      });
      return { documents };
    },
  ),
);

// A caller who may not view a document does not learn that it exists: the refusal says 404.
export const readDocument = createServerFn()
  .validator(NamedDocument)
  .handler(
    withCerbosFn(
      { action: 'view', resource: named, onDenied: 'not-found' },
      async (_args, { authorizer, resource: { kind, id, value } }) => {
        const { title, body, ownerId } = value;
        // What the page offers. The hooks show it at the first paint, and keep it fresh.
        const decisions = await authorizer.snapshot([
          { resource: { kind, id }, actions: ['edit', 'offer-delete'] },
        ]);
        return { document: { id, title, body, ownerId }, decisions };
      },
    ),
  );

// Strangers get a 404 here too. A caller who may view the document gets a 403.
export const changeDocument = createServerFn({ method: 'POST' })
  .validator(ChangedDocument)
  .handler(
    withCerbosFn(
      { action: 'edit', resource: named, onDenied: { notFoundUnless: 'view' } },
      ({ data: { title, body } }, { resource }) => {
        // Another user may have deleted the document since the PDP decided.
        const changed = updateDocument(resource.id, { title, body });
        return { isSaved: changed !== undefined };
      },
    ),
  );

// A caller who may delete, but has not verified lately, gets Clerk's hint as the result. The
// `useReverification()` of the page asks for the password, and calls again.
export const removeDocument = createServerFn({ method: 'POST' })
  .validator(NamedDocument)
  .handler(
    withCerbosFn(
      { action: 'delete', resource: named, onDenied: { notFoundUnless: 'view' } },
      (_args, { resource }) => {
        deleteDocument(resource.id);
        return { isDeleted: true };
      },
    ),
  );
