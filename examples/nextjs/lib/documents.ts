import type { Plan } from 'clerk-cerbos';
import { desc, eq, sql } from 'drizzle-orm';
import { db } from './database';
import { documentColumns } from './documentColumns';
import { type Document, documents } from './schema';

const pageSize = 20;

/** One page of the documents that a plan allows, newest first. Only these are counted. */
export async function listDocuments(plan: Plan, page: number) {
  const where = documentColumns.where(plan);
  const [found, total] = await Promise.all([
    db
      .select()
      .from(documents)
      .where(where)
      .orderBy(desc(documents.createdAt), desc(documents.id))
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db.$count(documents, where),
  ]);
  return { documents: found, total, pages: Math.ceil(total / pageSize) };
}

export async function insertDocument(document: Omit<Document, 'createdAt'>): Promise<void> {
  await db.insert(documents).values(document);
}

export async function updateDocument(
  id: string,
  changes: Partial<Pick<Document, 'title' | 'body'>>,
): Promise<Document | undefined> {
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
  const column = documents[list];
  const [document] = await db
    .update(documents)
    .set({ [list]: sql`array_append(array_remove(${column}, ${entry}), ${entry})` })
    .where(eq(documents.id, id))
    .returning();
  return document;
}

export async function deleteDocument(id: string): Promise<void> {
  await db.delete(documents).where(eq(documents.id, id));
}
