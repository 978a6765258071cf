import { eq, sql } from 'drizzle-orm';
import { mysqlTable, text as mysqlText } from 'drizzle-orm/mysql-core';
import { drizzle } from 'drizzle-orm/pglite';
import { PgDialect, alias, boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { sqliteTable, text as liteText } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { readPlanAnswer } from '../../../src/ask/pdp/readPlanAnswer';
import type { Plan } from '../../../src/ask/types/Plan';
import { UntranslatablePlanError } from '../../../src/base/errors';
import { columns, list, one, rows, value } from '../../../src/drizzle';
import { ABSENT } from '../../../src/identify/Principal';

const documents = pgTable('documents', {
  id: text('id').primaryKey(),
  ownerId: text('owner_id').notNull(),
  parentId: text('parent_id'),
  age: integer('age'),
  archived: boolean('archived').notNull(),
});
const document = columns('document', {
  ownerId: documents.ownerId,
  parentId: documents.parentId,
  age: documents.age,
  archived: documents.archived,
});

const folders = pgTable('folders', {
  id: text('id').primaryKey(),
  ownerId: text('owner_id').notNull(),
});

const principal = { id: 'u1', roles: ['user'], attr: ABSENT };

function planOf(condition: unknown, resourceKind = 'document'): Plan {
  const answer = { requestId: '1', kind: 'KIND_CONDITIONAL', condition };
  return readPlanAnswer(answer, { principal, resourceKind });
}

const call = (operator: string, ...operands: unknown[]) => ({ operator, operands });
const attr = (name: string) => ({ name: `request.resource.attr.${name}` });

function toQuery(plan: Plan) {
  return new PgDialect().sqlToQuery(document.where(plan));
}

describe('a list', () => {
  it('is a condition that nothing meets, if nothing is allowed', () => {
    const plan = readPlanAnswer(
      { requestId: '1', kind: 'KIND_ALWAYS_DENIED' },
      { principal, resourceKind: 'document' },
    );
    expect(toQuery(plan).sql).toBe('(1 = 0)');
  });

  it('keeps its brackets beside the conditions of the app', () => {
    const either = call('or', call('eq', attr('ownerId'), { value: 'u1' }), attr('archived'));
    const where = sql`${document.where(planOf(either))} and 1 = 0`;
    expect(new PgDialect().sqlToQuery(where).sql).toMatch(/^\(.* or .*\) and 1 = 0$/);
  });

  it('binds values, and never writes them into the SQL', () => {
    const { sql: text_, params } = toQuery(
      planOf(call('eq', attr('ownerId'), { value: "u1' or true --" })),
    );
    expect(text_).not.toContain('u1');
    expect(params).toEqual(["u1' or true --", "u1' or true --"]);
  });

  it('refuses a plan of another kind', () => {
    expect(() => document.where(planOf(attr('archived'), 'folder'))).toThrow(
      /is for the kind "folder".*those of "document"/,
    );
  });

  it.each([
    ['matches', call('matches', attr('ownerId'), { value: 'x.*' }), 'ownerId'],
    ['add', call('gt', call('add', attr('age'), { value: 1 }), { value: 5 }), 'age'],
    ['lowerAscii', call('eq', call('lowerAscii', attr('ownerId')), { value: 'x' }), 'ownerId'],
    [undefined, call('eq', attr('title'), { value: 'secret' }), 'title'],
  ])('refuses %s by name, and quotes no value', (operator, condition, attribute) => {
    let error: unknown;
    try {
      document.where(planOf(condition));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UntranslatablePlanError);
    expect(error).toMatchObject({
      code: 'untranslatable_plan',
      kind: 'document',
      operator,
      attribute,
    });
    expect(String(error)).not.toContain('secret');
  });

  it('names an attribute where a list has no column of its own for the items', () => {
    const notes = sqliteTable('notes', {
      id: liteText('id').primaryKey(),
      ownerId: liteText('owner_id').notNull(),
      tags: liteText('tags', { mode: 'json' }).notNull(),
    });
    const note = columns('document', { ownerId: notes.ownerId, tags: list(notes.tags) });
    expect(() => note.where(planOf(call('in', attr('ownerId'), attr('tags'))))).toThrow(
      /uses "eq" on R\.attr\.ownerId\./,
    );
  });

  it('refuses a DENY rule that may err, if that is wished, and only then', () => {
    const doubtful = planOf(call('not', call('lt', attr('age'), { value: 18 })));
    expect(() => document.where(doubtful, { onDoubt: 'refuse' })).toThrow(/"lt" on R\.attr\.age/);
    expect(document.where(doubtful)).toBeDefined();
    for (const operator of ['eq', 'ne']) {
      for (const value of [18, null]) {
        const exact = planOf(call('not', call(operator, attr('age'), { value })));
        expect(document.where(exact, { onDoubt: 'refuse' }), operator).toBeDefined();
      }
    }
  });

  it('requires every rule to be evaluated, where the PDP does', () => {
    const strict = columns(
      'document',
      { age: documents.age, ownerId: documents.ownerId },
      {
        strictEvaluation: true,
      },
    );
    const either = planOf(
      call(
        'or',
        call('eq', attr('ownerId'), { value: 'u1' }),
        call('lt', attr('age'), { value: 5 }),
      ),
    );
    const { sql: text_ } = new PgDialect().sqlToQuery(strict.where(either));
    expect(text_).toContain('>=');
    expect(toQuery(either).sql).not.toContain('>=');
  });
});

describe('columns', () => {
  it('refuse MySQL, whose text compares in another way', () => {
    const other = mysqlTable('documents', { id: mysqlText('id').primaryKey() });
    expect(() => columns('document', { id: other.id })).toThrow(/Only PostgreSQL and SQLite/);
  });

  it('refuse a column of another table', () => {
    const shares = pgTable('shares', { userId: text('user_id') });
    expect(() => columns('document', { a: documents.ownerId, b: shares.userId })).toThrow(
      /takes b from the table "shares"/,
    );
  });

  it('refuse SQL that reads the table once more, unless it has another name', () => {
    const others = alias(documents, 'others');
    const oldest = (table: typeof documents | typeof others) =>
      value(sql`${documents.age} = (select max(${table.age}) from ${table})`, { type: 'boolean' });
    expect(() => columns('document', { age: documents.age, oldest: oldest(documents) })).toThrow(
      /"documents" once more in the SQL of oldest.*Use alias/,
    );
    expect(() => columns('document', { age: documents.age, oldest: oldest(others) })).not.toThrow();
  });

  it('refuse columns of a subquery that joins tables: a check would read one of them', () => {
    const db = drizzle.mock();
    const joined = db
      .select({ id: documents.id, ownerId: folders.ownerId })
      .from(documents)
      .innerJoin(folders, eq(folders.id, documents.parentId))
      .as('joined');
    expect(() => columns('document', { ownerId: joined.ownerId }, { id: joined.id })).toThrow(
      /a subquery or a view that joins tables/,
    );
  });

  it('refuse a table inside of itself, unless it has another name', () => {
    const parents = alias(documents, 'parents');
    expect(() =>
      columns('document', {
        a: documents.ownerId,
        parent: one(documents, eq(documents.id, documents.parentId), { a: documents.ownerId }),
      }),
    ).toThrow(/Use alias/);
    expect(
      columns('document', {
        a: documents.ownerId,
        parent: one(parents, eq(parents.id, documents.parentId), { a: parents.ownerId }),
      }).kind,
    ).toBe('document');
  });

  it('refuse a relation without a condition, and a table without an id', () => {
    const shares = pgTable('shares', { userId: text('user_id') });
    // As code without types may pass it: and() of nothing.
    const none = undefined as never;
    expect(() =>
      columns('document', { a: documents.ownerId, s: rows(shares, none, shares.userId) }),
    ).toThrow(/no condition for s/);
    expect(() => columns('document', { a: shares.userId })).toThrow(/which column is the id/);
  });
});
