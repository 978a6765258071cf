import { withCerbos } from './authz';

/** Guards the list. Its grant asks about each document. */
export const listDocuments = withCerbos({
  action: 'list',
  resource: { kind: 'library', id: 'documents', attr: {} },
});

/** A caller who may not view a document does not learn that it exists: the denial is a 404. */
export const viewDocument = withCerbos({
  action: 'view',
  resource: ({ params }) => ({ kind: 'document', id: params.id ?? '' }),
  onDenied: 'not-found',
});
