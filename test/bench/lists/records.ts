import { columns, rows } from 'clerk-cerbos/drizzle';
import { and, eq, exists, ne, not, or, sql, type SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/sql-js';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import initSqlJs from 'sql.js';

export const records = sqliteTable(
  'records',
  {
    id: text('id').primaryKey(),
    ownerId: text('owner_id').notNull(),
    orgId: text('org_id'),
    status: text('status'),
    archived: integer('archived', { mode: 'boolean' }),
    createdAt: integer('created_at').notNull(),
  },
  ({ createdAt }) => [index('records_created_at').on(createdAt)],
);
const shares = sqliteTable('shares', {
  recordId: text('record_id').notNull(),
  userId: text('user_id').notNull(),
});
const isOfRecord = eq(shares.recordId, records.id);

/** The mapping of the kind `record`. */
export const record = columns('record', {
  ownerId: records.ownerId,
  orgId: records.orgId,
  status: records.status,
  archived: records.archived,
  sharedWith: rows(shares, isOfRecord, shares.userId),
});

export type RecordsDb = Awaited<ReturnType<typeof openRecords>>;

/** Records in SQLite, of which one user may see about one in twenty. */
export async function openRecords(count: number) {
  const { Database } = await initSqlJs();
  const client = new Database();
  client.exec(`
    create table records (id text primary key, owner_id text not null, org_id text, status text, archived integer, created_at integer not null);
    create index records_created_at on records (created_at);
    create table shares (record_id text not null, user_id text not null);
    create index shares_record_id on shares (record_id);
  `);
  const db = drizzle(client);
  const made = Array.from({ length: count }, (_, position) => ({
    id: `record_${position}`,
    ownerId: `user_${position % 97}`,
    orgId: position % 5 === 0 ? null : `org_${position % 31}`,
    status: position % 4 === 0 ? null : position % 3 === 0 ? 'draft' : 'done',
    archived: position % 7 === 0 ? null : position % 6 === 0,
    createdAt: position,
  }));
  for (let start = 0; start < count; start += 500) {
    const some = made.slice(start, start + 500);
    db.insert(records).values(some).run();
    db.insert(shares)
      .values(some.map(({ id, createdAt }) => ({ recordId: id, userId: `user_${createdAt % 89}` })))
      .run();
  }
  return db;
}

/** The policy as one writes it for the database without a second thought: rows with NULL get lost. */
export function naiveWhere(
  db: RecordsDb,
  { userId, orgId }: { userId: string; orgId: string },
): SQL {
  const isShared = db
    .select({ one: sql`1` })
    .from(shares)
    .where(and(isOfRecord, eq(shares.userId, userId)));
  const where = and(
    not(sql`(${and(eq(records.archived, true), ne(records.ownerId, userId))})`),
    or(
      eq(records.ownerId, userId),
      and(eq(records.orgId, orgId), ne(records.status, 'draft')),
      exists(isShared),
    ),
  );
  return where ?? sql`1 = 0`;
}
