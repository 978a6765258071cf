import type { Document } from './Document';

/** What policies/_schemas/document.json says, in TypeScript: what policies read of a document. */
export type DocumentAttributes = Pick<
  Document,
  'ownerId' | 'orgId' | 'sharedWithUsers' | 'sharedWithOrganizations'
>;

/** The policies in policies/resource_policies: resource kinds, their actions and attributes. */
export interface Policies {
  document: {
    actions: 'view' | 'create' | 'edit' | 'share' | 'offer-delete' | 'delete';
    attr: DocumentAttributes;
  };
  library: {
    actions: 'list';
    attr: Record<string, never>;
  };
}

declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}
