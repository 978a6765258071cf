// Written by `npx clerk-cerbos generate` from policies/. Change a policy, not this file.
// Digest: f2e5b8283696dcfb

/** What the policies say of each kind of resource: its actions, and the attributes they read. */
export interface Policies {
  /** A document of an organization. An action that no rule allows is denied. — resource_policies/document.yaml */
  document: {
    actions: 'view' | 'create' | 'edit' | 'share' | 'delete' | 'offer-delete';
    attr: DocumentAttributes;
  };
  /** The list of documents. The document policy decides about each document in it. — resource_policies/library.yaml */
  library: {
    actions: 'list';
    attr: LibraryAttributes;
  };
}

/**
 * Attributes of the library: none
 */
export type LibraryAttributes = Record<string, never>;

/**
 * Attributes of a document
 */
export interface DocumentAttributes {
  ownerId: string;
  orgId: string;
  sharedWithUsers: readonly string[];
  sharedWithOrganizations: readonly string[];
}

declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}
