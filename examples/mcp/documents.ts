import type { Principal } from 'clerk-cerbos';
import type { DocumentAttributes } from './policies.gen';

export interface Document extends DocumentAttributes {
  id: string;
  title: string;
  body: string;
}

/** The documents of the organizations Acme and Globex. A real app has a database here. */
const documents = new Map(
  [
    {
      id: 'roadmap',
      title: 'Roadmap',
      body: 'Search in spring, a mobile app in autumn.',
      ownerId: 'user_ben',
      orgId: 'org_acme',
      sharedWithUsers: [],
      sharedWithOrganizations: [],
    },
    {
      id: 'salaries',
      title: 'Salary bands',
      body: 'From A to C, reviewed every spring.',
      ownerId: 'user_ada',
      orgId: 'org_acme',
      sharedWithUsers: [],
      sharedWithOrganizations: [],
    },
    {
      id: 'brand',
      title: 'Brand guide',
      body: 'Leave free space around the logo.',
      ownerId: 'user_ada',
      orgId: 'org_acme',
      sharedWithUsers: [],
      sharedWithOrganizations: ['org_globex'],
    },
    {
      id: 'contract',
      title: 'Contract with Nora',
      body: 'Illustrations for the catalogue, due in June.',
      ownerId: 'user_ben',
      orgId: 'org_acme',
      sharedWithUsers: ['user_nora'],
      sharedWithOrganizations: [],
    },
    {
      id: 'pricing',
      title: 'Pricing',
      body: 'Three plans: Free, Team and Business.',
      ownerId: 'user_hana',
      orgId: 'org_globex',
      sharedWithUsers: [],
      sharedWithOrganizations: [],
    },
    {
      id: 'launch',
      title: 'Launch checklist',
      body: 'Press, pages, pricing, party.',
      ownerId: 'user_gus',
      orgId: 'org_globex',
      sharedWithUsers: [],
      sharedWithOrganizations: ['org_acme'],
    },
  ].map((document: Document) => [document.id, document]),
);

export function findDocument(id: string): Document | undefined {
  return documents.get(id);
}

/** All documents. The policy decides which of them a caller sees. */
export function allDocuments(): Document[] {
  return [...documents.values()];
}

/**
 * The documents that the caller could perhaps view, instead of the whole table. The policy then
 * decides about each of them.
 */
export function findCandidates({ id, attr }: Principal): Document[] {
  // A user's own organization, or that of the token with which an agent acts for a user.
  const organizations = [attr.orgId, attr.tokenOrgId].filter((name) => name !== '');
  return allDocuments().filter(
    (document) =>
      document.ownerId === id ||
      document.sharedWithUsers.includes(id) ||
      [document.orgId, ...document.sharedWithOrganizations].some((name) =>
        organizations.includes(name),
      ),
  );
}

export function updateDocument(
  id: string,
  changes: Partial<Pick<Document, 'title' | 'body'>>,
): Document | undefined {
  return replace(id, (document) => ({ ...document, ...changes }));
}

export function shareDocument(
  id: string,
  list: 'sharedWithUsers' | 'sharedWithOrganizations',
  entry: string,
): Document | undefined {
  return replace(id, (document) => ({
    ...document,
    [list]: [...new Set([...document[list], entry])],
  }));
}

export function deleteDocument(id: string): void {
  documents.delete(id);
}

/** The attributes that policies read. They come from the stored row, never from the request. */
export function documentAttributes(document: Document): DocumentAttributes {
  const { ownerId, orgId, sharedWithUsers, sharedWithOrganizations } = document;
  return { ownerId, orgId, sharedWithUsers, sharedWithOrganizations };
}

/** A document as a reader gets it. It does not say with whom else the document is shared. */
export function toJson({ id, title, body, ownerId, orgId }: Document) {
  return { id, title, body, ownerId, orgId };
}

function replace(id: string, change: (document: Document) => Document): Document | undefined {
  const document = documents.get(id);
  if (document === undefined) return undefined;
  const changed = change(document);
  documents.set(id, changed);
  return changed;
}
