import type { Plan } from 'clerk-cerbos';
import { prisma } from './database';
import { documentColumns } from './documentColumns';
import type { Document } from './generated/client';
import type { DocumentAttributes } from './policies.gen';

type NewDocument = DocumentAttributes & Pick<Document, 'id' | 'title' | 'body'>;

const pageSize = 20;

/** One page of the documents that a plan allows. Only these are counted. */
export async function listDocuments(plan: Plan, page: number) {
  // Conditions of the app's own stand beside it: { AND: [documentColumns.where(plan), mine] }
  const where = documentColumns.where(plan);
  const [documents, total] = await Promise.all([
    prisma.document.findMany({
      where,
      orderBy: { id: 'asc' },
      take: pageSize,
      skip: (page - 1) * pageSize,
    }),
    prisma.document.count({ where }),
  ]);
  return { documents, total };
}

export async function insertDocument(document: Readonly<NewDocument>): Promise<Document> {
  const { sharedWithUsers, sharedWithOrganizations } = document;
  return prisma.document.create({
    data: {
      ...document,
      sharedWithUsers: [...sharedWithUsers],
      sharedWithOrganizations: [...sharedWithOrganizations],
    },
  });
}

export async function updateDocument(
  id: string,
  data: Partial<Pick<Document, 'title' | 'body'>>,
): Promise<Document | undefined> {
  const [document] = await prisma.document.updateManyAndReturn({ where: { id }, data });
  return document;
}

/** Adds one entry if it is missing. */
export async function shareDocument(
  id: string,
  list: 'sharedWithUsers' | 'sharedWithOrganizations',
  entry: string,
): Promise<Document | null> {
  await prisma.document.updateMany({
    where: { id, NOT: { [list]: { has: entry } } },
    data: { [list]: { push: entry } },
  });
  return prisma.document.findUnique({ where: { id } });
}

export async function deleteDocument(id: string): Promise<void> {
  await prisma.document.deleteMany({ where: { id } });
}

/** A document as a reader gets it. It does not say with whom else the document is shared. */
export function toJson({ id, title, body, ownerId, orgId }: Document) {
  return { id, title, body, ownerId, orgId };
}
