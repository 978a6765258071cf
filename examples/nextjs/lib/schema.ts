import { sql } from 'drizzle-orm';
import { check, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

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
  // Without an active organization, clerk-cerbos says "". No organization of Clerk has this id.
  (table) => [check('documents_have_an_organization', sql`${table.orgId} <> ''`)],
);

export type Document = typeof documents.$inferSelect;
