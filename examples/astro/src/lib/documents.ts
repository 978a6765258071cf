import type { Principal } from 'clerk-cerbos';
import type { Document } from './Document';
import { seed } from './seed';

// In memory, so the example needs no database. Each start begins with the seed.
const documents = new Map(seed.map((document) => [document.id, document]));

export function findDocument(id: string): Document | undefined {
  return documents.get(id);
}

/**
 * The documents that the caller could perhaps view, instead of the whole table. The policy then
 * decides about each of them.
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
