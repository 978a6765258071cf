/** What policies/_schemas/document.json says, in TypeScript: what policies read of a document. */
export interface DocumentAttributes {
  ownerId: string;
  orgId: string;
  sharedWithUsers: string[];
  sharedWithOrganizations: string[];
}

/** The policies in policies/resource_policies: resource kinds, their actions and attributes. */
export interface Policies {
  document: {
    actions: 'view' | 'create' | 'edit' | 'share' | 'delete';
    attr: DocumentAttributes;
  };
  library: {
    actions: 'list';
    attr: Record<string, never>;
  };
  /** An address of a document. The guard asks about it, with what it knows, too. */
  mcp_resource: {
    actions: 'list' | 'read';
    attr: DocumentAttributes;
  };
}

declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}
