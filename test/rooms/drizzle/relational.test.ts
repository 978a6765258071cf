import { PGlite } from '@electric-sql/pglite';
import { eq, relations, type SQL, sql } from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { drizzle as drizzleSqlJs } from 'drizzle-orm/sql-js';
import * as lite from 'drizzle-orm/sqlite-core';
import initSqlJs from 'sql.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlanAnswer } from '../../../src/ask/pdp/readPlanAnswer';
import { columns, one, rows, value } from '../../../src/drizzle';
import { ABSENT } from '../../../src/identify/Principal';

// The tables have names of columns in common, as those of most apps do.

const pgDocs = pg.pgTable('docs', {
  id: pg.text('id').primaryKey(),
  parentId: pg.text('parent_id'),
  orgId: pg.text('org_id').notNull(),
  userId: pg.text('user_id').notNull(),
  archived: pg.boolean('archived').notNull(),
});
const pgMembers = pg.pgTable('members', {
  id: pg.text('id').primaryKey(),
  orgId: pg.text('org_id').notNull(),
  userId: pg.text('user_id').notNull(),
});
const liteDocs = lite.sqliteTable('docs', {
  id: lite.text('id').primaryKey(),
  parentId: lite.text('parent_id'),
  orgId: lite.text('org_id').notNull(),
  userId: lite.text('user_id').notNull(),
  archived: lite.integer('archived', { mode: 'boolean' }).notNull(),
});
const liteMembers = lite.sqliteTable('members', {
  id: lite.text('id').primaryKey(),
  orgId: lite.text('org_id').notNull(),
  userId: lite.text('user_id').notNull(),
});

const created = (boolean: string, no: string, yes: string) => `
  create table docs (id text primary key, parent_id text, org_id text not null, user_id text not null, archived ${boolean} not null);
  create table members (id text primary key, org_id text not null, user_id text not null);
  insert into docs values ('1', null, 'o1', 'u2', ${no}), ('2', '1', 'o2', 'u1', ${yes}), ('3', '2', 'o2', 'u1', ${no}), ('4', '2', 'o3', 'u1', ${no});
  insert into members values ('m1', 'o1', 'u1'), ('m2', 'o3', 'u2');`;

const docsRelations = relations(pgDocs, ({ many, one: to }) => ({
  parent: to(pgDocs, {
    fields: [pgDocs.parentId],
    references: [pgDocs.id],
    relationName: 'tree',
  }),
  children: many(pgDocs, { relationName: 'tree' }),
}));

async function openPostgres() {
  const client = new PGlite();
  await client.exec(created('boolean', 'false', 'true'));
  const children = pg.alias(pgDocs, 'children');
  const parents = pg.alias(pgDocs, 'parents');
  const document = columns('document', {
    userId: pgDocs.userId,
    parent: one(parents, eq(parents.id, pgDocs.parentId), { userId: parents.userId }),
    children: rows(children, eq(children.parentId, pgDocs.id), { archived: children.archived }),
    members: rows(pgMembers, eq(pgMembers.orgId, pgDocs.orgId), pgMembers.userId),
    memberCount: value(
      sql`(select count(*) from ${pgMembers} where ${eq(pgMembers.orgId, pgDocs.orgId)})`,
      { type: 'number' },
    ),
  });
  // Their name in TypeScript is the one that a relational query gives the table.
  const schema = { documents: pgDocs, members: pgMembers, docsRelations };
  const db = drizzlePglite(client, { schema });
  return {
    document,
    select: (where: SQL) => db.select({ id: pgDocs.id }).from(pgDocs).where(where),
    query: (where: SQL) => db.query.documents.findMany({ columns: { id: true }, where }),
    nested: (where: SQL) =>
      db.query.documents.findMany({
        columns: { id: true },
        with: { children: { columns: { id: true }, where } },
      }),
    close: () => client.close(),
  };
}

async function openSqlite() {
  const { Database } = await initSqlJs();
  const client = new Database();
  client.run(created('integer', '0', '1'));
  const children = lite.alias(liteDocs, 'children');
  const parents = lite.alias(liteDocs, 'parents');
  const document = columns('document', {
    userId: liteDocs.userId,
    parent: one(parents, eq(parents.id, liteDocs.parentId), { userId: parents.userId }),
    children: rows(children, eq(children.parentId, liteDocs.id), { archived: children.archived }),
    members: rows(liteMembers, eq(liteMembers.orgId, liteDocs.orgId), liteMembers.userId),
    memberCount: value(
      sql`(select count(*) from ${liteMembers} where ${eq(liteMembers.orgId, liteDocs.orgId)})`,
      { type: 'number' },
    ),
  });
  const db = drizzleSqlJs(client, { schema: { documents: liteDocs, members: liteMembers } });
  return {
    document,
    select: async (where: SQL) => db.select({ id: liteDocs.id }).from(liteDocs).where(where),
    query: async (where: SQL) => db.query.documents.findMany({ columns: { id: true }, where }),
    close: async () => {
      client.close();
    },
  };
}

const attribute = (name: string) => ({ name: `request.resource.attr.${name}` });
const call = (operator: string, ...operands: object[]) => ({ operator, operands });
const isKept = call('eq', { name: 'c.archived' }, { value: false });
const conditions = {
  'R.attr.userId == "u1"': call('eq', attribute('userId'), { value: 'u1' }),
  'R.attr.parent.userId == "u1"': call('eq', attribute('parent.userId'), { value: 'u1' }),
  'R.attr.parent == null': call('eq', attribute('parent'), { value: null }),
  'R.attr.children.all(c, c.archived == false)': call(
    'all',
    attribute('children'),
    call('lambda', isKept, { name: 'c' }),
  ),
  '"u1" in R.attr.members': call('in', { value: 'u1' }, attribute('members')),
  '!("u1" in R.attr.members)': call('not', call('in', { value: 'u1' }, attribute('members'))),
  'R.attr.memberCount == 1': call('eq', attribute('memberCount'), { value: 1 }),
};

const databases = { PostgreSQL: openPostgres, SQLite: openSqlite };

describe.each(['PostgreSQL', 'SQLite'] as const)('a relational query on %s', (name) => {
  let opened: Awaited<ReturnType<typeof openPostgres>> | Awaited<ReturnType<typeof openSqlite>>;
  beforeAll(async () => {
    opened = await databases[name]();
  });
  afterAll(() => opened.close());

  const idsOf = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id).sort();
  const whereOf = (condition: object) => {
    const principal = { id: 'u1', roles: ['user'], attr: ABSENT };
    const answer = { requestId: '1', kind: 'KIND_CONDITIONAL', condition };
    return opened.document.where(readPlanAnswer(answer, { principal, resourceKind: 'document' }));
  };

  it.each(Object.entries(conditions))('has the rows of a select, by %s', async (_, condition) => {
    const where = whereOf(condition);
    const listed = idsOf(await opened.select(where));
    expect(listed.length).toBeGreaterThan(0);
    expect(listed.length).toBeLessThan(4);
    expect(idsOf(await opened.query(where))).toEqual(listed);
  });

  // The driver of SQLite that tests use can't read related rows.
  it.each(name === 'SQLite' ? [] : Object.entries(conditions))(
    'has them as related rows, too, by %s',
    async (_, condition) => {
      if (!('nested' in opened)) throw new Error('Only PostgreSQL is asked for related rows.');
      const where = whereOf(condition);
      const listed = idsOf(await opened.select(where)).filter((id) => id !== '1');
      const nested = await opened.nested(where);
      expect(idsOf(nested.flatMap(({ children }) => children))).toEqual(listed);
    },
  );
});
