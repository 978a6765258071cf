import type { Document } from './Document';
import type { DocumentAttributes } from './Policies';

/** What policies read of a document: from its row, never from the request. */
export function documentAttributes(document: Document): DocumentAttributes {
  const { ownerId, orgId, sharedWithUsers, sharedWithOrganizations } = document;
  return { ownerId, orgId, sharedWithUsers, sharedWithOrganizations };
}

/** A document that is loaded already, to ask about. */
export function documentResource(document: Document) {
  return { kind: 'document', id: document.id, attr: documentAttributes(document) } as const;
}
