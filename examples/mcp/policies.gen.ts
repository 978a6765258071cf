// Written by `npx clerk-cerbos generate` from policies/. Change a policy, not this file.
// Digest: 56fc9977779a9cda

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
  /** The prompts of the MCP server. The document policy decides about the document that a prompt names. — resource_policies/mcp_prompt.yaml */
  mcp_prompt: {
    actions: 'list' | 'get';
    attr: object;
  };
  /**
   * The resources of the MCP server: documents, by their address. The app loads the document of each
   * address, so that R.attr has the attributes of the document, too. Who may view it may read it. — resource_policies/mcp_resource.yaml
   */
  mcp_resource: {
    actions: 'list' | 'read';
    attr: object;
  };
  /**
   * The tools of the MCP server. `list` says which tools a caller sees, `call` which ones run. A tool
   * that names a document also asks the document policy. The annotations are those of our own server. — resource_policies/mcp_tool.yaml
   */
  mcp_tool: {
    actions: 'list' | 'call';
    attr: object;
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
