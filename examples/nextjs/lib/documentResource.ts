import type { Principal } from 'clerk-cerbos';
import type { DocumentAttributes } from './policies.gen';
import type { Document } from './schema';

/** The attributes that policies read. They come from the stored row, never from the request. */
export function documentAttributes(document: Document): DocumentAttributes {
  const { ownerId, orgId, sharedWithUsers, sharedWithOrganizations } = document;
  return { ownerId, orgId, sharedWithUsers, sharedWithOrganizations };
}

/** The resource of a check, for a document that is loaded already. */
export function documentResource(document: Document) {
  return { kind: 'document', id: document.id, attr: documentAttributes(document) } as const;
}

/** The document that the caller wants to create: their own, in their active organization. */
export function newDocumentResource(principal: Principal) {
  const attr: DocumentAttributes = {
    ownerId: principal.id,
    orgId: principal.attr.orgId,
    sharedWithUsers: [],
    sharedWithOrganizations: [],
  };
  return { kind: 'document', id: 'new', attr } as const;
}
