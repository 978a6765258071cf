import type { Principal } from 'clerk-cerbos';
import type { DocumentAttributes } from './Policies';
import type { Document } from './schema';

/** What policies read of a document: from its row, never from the request. */
export function documentAttributes(document: Document): DocumentAttributes {
  const { ownerId, orgId, sharedWithUsers, sharedWithOrganizations } = document;
  return { ownerId, orgId, sharedWithUsers, sharedWithOrganizations };
}

/** A document that is loaded already, to ask about. */
export function documentResource(document: Document) {
  return { kind: 'document', id: document.id, attr: documentAttributes(document) } as const;
}

/** The document that the caller would create: their own, in their active organization. */
export function newDocumentResource(principal: Principal) {
  const attr: DocumentAttributes = {
    ownerId: principal.id,
    orgId: principal.attr.orgId,
    sharedWithUsers: [],
    sharedWithOrganizations: [],
  };
  return { kind: 'document', id: 'new', attr } as const;
}
