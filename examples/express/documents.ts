import type { Principal } from 'clerk-cerbos';
import type { DocumentAttributes } from './Policies';

export interface Document extends DocumentAttributes {
  id: string;
  title: string;
  body: string;
}

/** What the organizations Acme and Globex have written; an app has a database here. */
const documents = new Map(
  [
    {
      id: 'roadmap',
      title: 'Roadmap',
      body: 'First the roadrunner, then the road.',
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
      body: 'The logo keeps its distance. So do we.',
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
      body: 'Three plans. Nobody picks the middle one.',
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

/**
 * Documents that the caller could perhaps view, and not the whole table. The policy has not
 * decided on them yet.
 */
export function findCandidates({ id, attr: { orgId } }: Principal): Document[] {
  return [...documents.values()].filter(
    (document) =>
      document.orgId === orgId ||
      document.ownerId === id ||
      document.sharedWithUsers.includes(id) ||
      document.sharedWithOrganizations.includes(orgId),
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

/** What policies read of a document: from its row, never from the request. */
export function documentAttributes(document: Document): DocumentAttributes {
  const { ownerId, orgId, sharedWithUsers, sharedWithOrganizations } = document;
  return { ownerId, orgId, sharedWithUsers, sharedWithOrganizations };
}

/** What a reader gets of a document; with whom else it is shared is not a guest's business. */
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
