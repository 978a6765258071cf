import type { Document } from './Document';
import type { DocumentAttributes } from './policies.gen';

/** The attributes that policies read. They come from the stored row, never from the request. */
export function documentAttributes(document: Document): DocumentAttributes {
  const { ownerId, orgId, sharedWithUsers, sharedWithOrganizations } = document;
  return { ownerId, orgId, sharedWithUsers, sharedWithOrganizations };
}

/** The resource of a check, for a document that is loaded already. */
export function documentResource(document: Document) {
  return { kind: 'document', id: document.id, attr: documentAttributes(document) } as const;
}
