// An app whose lists come from its database: mistakes in the mapping are errors where it is written.
import { type CerbosClient, createClerkCerbos, type Plan } from 'clerk-cerbos';
import { columns, list, one, rows, value } from 'clerk-cerbos/drizzle';
import { eq, type SQL, sql } from 'drizzle-orm';
import { boolean, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/pglite';
import type { Equal, Expect } from './Equal.js';

interface Policies {
  document: {
    actions: 'view';
    attr: {
      ownerId: string;
      parentId?: string | null;
      archived: boolean;
      createdAt: string;
      sharedWith: readonly string[];
      tags: readonly string[];
      folder: { readonly name: string } | null;
      isUntitled: boolean;
    };
  };
}

declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}

const documents = pgTable('documents', {
  id: text('id').primaryKey(),
  ownerId: text('owner_id').notNull(),
  parentId: text('parent_id'),
  archived: boolean('archived').notNull(),
  size: integer('size').notNull(),
  createdAt: timestamp('created_at').notNull(),
  tags: text('tags').array(),
});
const shares = pgTable('shares', {
  documentId: text('document_id').notNull(),
  userId: text('user_id').notNull(),
  level: integer('level').notNull(),
});
const folders = pgTable('folders', { id: text('id').primaryKey(), name: text('name').notNull() });

const ofDocument = eq(shares.documentId, documents.id);
const document = columns('document', {
  ownerId: documents.ownerId,
  parentId: documents.parentId,
  archived: documents.archived,
  createdAt: documents.createdAt,
  sharedWith: rows(shares, ofDocument, shares.userId),
  tags: list(documents.tags),
  folder: one(folders, eq(folders.id, documents.parentId), { name: folders.name }),
  isUntitled: value(sql`${documents.ownerId} = ''`, { type: 'boolean' }),
});

export const db = drizzle.mock();
declare const plan: Plan;
declare const cerbos: CerbosClient;

export const where: SQL = document.where(plan, { onDoubt: 'refuse' });
// It stands in the app's own query.
export const page = () => db.select().from(documents).where(where).limit(50);

export const { authorize } = createClerkCerbos({
  cerbos,
  resources: { document: document.loader(db, documents) },
});
const loader = document.loader(db, documents);
type Loaded =
  Awaited<ReturnType<typeof loader.loadMany>> extends ReadonlyMap<string, infer One> ? One : never;
export type Row = Expect<Equal<Loaded['value'], typeof documents.$inferSelect>>;

// @ts-expect-error -- a column that may be NULL, for an attribute that is never null
columns('document', { ownerId: documents.parentId });
// @ts-expect-error -- a number for a string
columns('document', { ownerId: documents.size });
// @ts-expect-error -- a name that is no attribute
columns('document', { ownerID: documents.ownerId });
// @ts-expect-error -- rows of another element type
columns('document', { sharedWith: rows(shares, ofDocument, shares.level) });
// @ts-expect-error -- no such kind
columns('folder', { name: folders.name });
// @ts-expect-error -- a list for a text
columns('document', { ownerId: list(documents.tags) });
// @ts-expect-error -- a computed number for a boolean
columns('document', { isUntitled: value(sql`1`, { type: 'number' }) });
const partial = columns('document', { ownerId: documents.ownerId });
// @ts-expect-error -- without an attribute that policies read, checks would see less than they need
createClerkCerbos({ cerbos, resources: { document: partial.loader(db) } });
