import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

export const documents = pgTable(
  'documents',
  {
    id: text().primaryKey(),
    title: text().notNull(),
    body: text().notNull(),
    ownerId: text('owner_id').notNull(),
    orgId: text('org_id').notNull(),
    sharedWithUsers: text('shared_with_users').array().$type<readonly string[]>().notNull(),
    sharedWithOrganizations: text('shared_with_organizations')
      .array()
      .$type<readonly string[]>()
      .notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    // Without an active organization, clerk-cerbos says "". No organization of Clerk has this id.
    check('documents_have_an_organization', sql`${table.orgId} <> ''`),
    // In the order of the list, so that a page need not read and sort the whole table.
    index('documents_by_age').on(table.createdAt, table.id),
  ],
);

export type Document = typeof documents.$inferSelect;
