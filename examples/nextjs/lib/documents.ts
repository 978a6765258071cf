import { arrayContains, asc, eq, or, sql } from 'drizzle-orm';
import type { Principal } from 'clerk-cerbos';
import { database } from './database';
import { type Document, documents } from './schema';

export async function findDocument(id: string): Promise<Document | undefined> {
  const db = await database();
  const [document] = await db.select().from(documents).where(eq(documents.id, id));
  return document;
}

/**
 * The documents that the caller could perhaps view, instead of the whole table. The policy then
 * decides about each of them.
 */
export async function findCandidates({ id, attr: { orgId } }: Principal): Promise<Document[]> {
  const db = await database();
  return db
    .select()
    .from(documents)
    .where(
      or(
        eq(documents.orgId, orgId),
        eq(documents.ownerId, id),
        arrayContains(documents.sharedWithUsers, [id]),
        arrayContains(documents.sharedWithOrganizations, [orgId]),
      ),
    )
    .orderBy(asc(documents.title));
}

export async function insertDocument(document: Document): Promise<Document> {
  const db = await database();
  await db.insert(documents).values(document);
  return document;
}

export async function updateDocument(
  id: string,
  changes: Partial<Pick<Document, 'title' | 'body'>>,
): Promise<Document | undefined> {
  const db = await database();
  const [document] = await db
    .update(documents)
    .set(changes)
    .where(eq(documents.id, id))
    .returning();
  return document;
}

/** Adds one entry if it is missing. One statement, because two people may share at the same time. */
export async function shareDocument(
  id: string,
  list: 'sharedWithUsers' | 'sharedWithOrganizations',
  entry: string,
): Promise<Document | undefined> {
  const db = await database();
  const column = documents[list];
  const [document] = await db
    .update(documents)
    .set({ [list]: sql`array_append(array_remove(${column}, ${entry}), ${entry})` })
    .where(eq(documents.id, id))
    .returning();
  return document;
}

export async function deleteDocument(id: string): Promise<void> {
  const db = await database();
  await db.delete(documents).where(eq(documents.id, id));
}
