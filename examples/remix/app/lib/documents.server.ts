import type { Principal } from 'clerk-cerbos';
import type { Document } from './Document';
import { seed } from './seed';

// In memory, so that the example needs no database: they are as in the seed whenever it starts.
const documents = new Map(seed.map((document) => [document.id, document]));

export function findDocument(id: string): Document | undefined {
  return documents.get(id);
}

/**
 * Documents that the caller could perhaps view, and not the whole table. The policy has not
 * decided on them yet.
 */
export function findCandidates({ id, attr: { orgId } }: Principal): Document[] {
  return [...documents.values()]
    .filter(
      (document) =>
        document.orgId === orgId ||
        document.sharedWithUsers.includes(id) ||
        document.sharedWithOrganizations.includes(orgId),
    )
    .sort((a, b) => a.title.localeCompare(b.title));
}

export function updateDocument(
  id: string,
  changes: Pick<Document, 'title' | 'body'>,
): Document | undefined {
  const document = documents.get(id);
  if (document === undefined) return undefined;
  const changed = { ...document, ...changes };
  documents.set(id, changed);
  return changed;
}

export function deleteDocument(id: string): void {
  documents.delete(id);
}
