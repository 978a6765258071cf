import { PGlite } from '@electric-sql/pglite';
import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { drizzle as drizzleSqlJs } from 'drizzle-orm/sql-js';
import * as lite from 'drizzle-orm/sqlite-core';
import initSqlJs from 'sql.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlanAnswer } from '../../../src/ask/pdp/readPlanAnswer';
import { type Attributes, toAttributes, type Value } from '../../../src/base/value';
import { UntranslatablePlanError } from '../../../src';
import { columns, list, value } from '../../../src/drizzle';
import { ABSENT } from '../../../src/identify/Principal';
import { isEqual, isList, orderOf } from '../../../src/lists/constants';

// Values that JavaScript reads otherwise than the database compares them, or that have no JSON.

const pgRows = pg.pgTable('odd', {
  id: pg.text('id').primaryKey(),
  double: pg.doublePrecision('double'),
  other: pg.doublePrecision('other').notNull(),
  big: pg.bigint('big', { mode: 'number' }),
  bigger: pg.bigint('bigger', { mode: 'number' }),
  exact: pg.bigint('exact', { mode: 'bigint' }),
  at: pg.timestamp('at'),
  day: pg.timestamp('day').notNull(),
  text: pg.text('text'),
  tags: pg.text('tags').array(),
  labels: pg.jsonb('labels'),
  code: pg.text('code'),
  count: pg.integer('count'),
  flag: pg.boolean('flag'),
});

const liteRows = lite.sqliteTable('odd', {
  id: lite.text('id').primaryKey(),
  double: lite.real('double'),
  other: lite.real('other').notNull(),
  big: lite.integer('big'),
  bigger: lite.integer('bigger'),
  exact: lite.integer('exact'),
  at: lite.integer('at', { mode: 'timestamp_ms' }),
  day: lite.integer('day', { mode: 'timestamp_ms' }).notNull(),
  text: lite.text('text'),
  tags: lite.text('tags', { mode: 'json' }).$type<string[]>(),
  labels: lite.text('labels', { mode: 'json' }),
  code: lite.text('code'),
  count: lite.integer('count'),
  flag: lite.integer('flag', { mode: 'boolean' }),
});

async function openPostgres() {
  const client = new PGlite();
  await client.exec(`
    create table odd (id text primary key, double double precision, other double precision not null,
      big bigint, bigger bigint, exact bigint, at timestamp, day timestamp not null, text text,
      tags text[], labels jsonb);
    insert into odd values
      ('plain', 5, 5, 5, 5, 5, '2026-06-01', '2026-06-01', '5', '{5}', '["5", 5]'),
      ('null', null, 5, null, 5, null, null, '2026-06-01', null, null, null),
      ('nan', 'NaN', 'NaN', 5, 5, 5, '2026-06-01', '2026-06-01', 'x', '{}', '[]'),
      ('infinite', 'infinity', '-infinity', 5, 5, 5, 'infinity', 'infinity', 'x', '{}', '[]'),
      ('large', 5, 6, 9007199254740993, 9007199254740992, 9007199254740993, null, '2026-06-01', '05', '{}', '[]'),
      ('early', 5, 6, -9007199254740993, -9007199254740992, 5, '0044-03-15 BC', '20000-01-01', '5.0', '{}', '[]'),
      ('nested', 5, 6, 5, 5, 5, '2026-06-01', '2026-06-01', '5', '{{5,6},{7,x}}', '[["5"]]');
    alter table odd add code text default '5', add count integer default 5, add flag boolean default true;`);
  const db = drizzlePglite(client);
  return {
    document: columns('odd', {
      ...getTableColumns(pgRows),
      tags: list(pgRows.tags),
      labels: list(pgRows.labels),
      asText: value(sql`${pgRows.double}`, { type: 'string', nullable: true }),
      padded: value(sql`${pgRows.text}::char(4)`, { type: 'string', nullable: true }),
      asNumber: value(sql`${pgRows.big}::text`, { type: 'number', nullable: true }),
      asBoolean: value(sql`(${pgRows.big} = 5)::text`, { type: 'boolean', nullable: true }),
    }),
    db,
    find: (where: SQL) => db.select({ id: pgRows.id }).from(pgRows).where(where),
    close: () => client.close(),
  };
}

async function openSqlite() {
  const { Database } = await initSqlJs();
  const client = new Database();
  const db = drizzleSqlJs(client);
  client.run(`
    create table odd (id text primary key, double real, other real not null, big integer,
      bigger integer, exact integer, at integer, day integer not null, text text, tags text, labels text);
    insert into odd values
      ('plain', 5, 5, 5, 5, 5, 1780272000000, 1780272000000, '5', '["5"]', '["5", 5]'),
      ('null', null, 5, null, 5, null, null, 1780272000000, null, null, null),
      ('infinite', 9e999, -9e999, 5, 5, 5, 9e15, 9e15, 'x', '[]', '[]'),
      ('large', 5, 6, 9007199254740993, 9007199254740992, 9007199254740993, null, 1780272000000, '05', '[]', '[]'),
      ('least', 5, 6, -9223372036854775807 - 1, -9223372036854775807, 5, -9e14, 9e14, '5.0', '[]', '[]'),
      ('text', 'x', 5, 'x', '5x', 'y', 'z', 'z', 5, '[]', '[]');
    -- Of other types than drizzle takes them for.
    alter table odd add code integer default 5;
    alter table odd add count text default '5';
    alter table odd add flag text default ' 1';
    update odd set code = x'35', count = '05', flag = '1.0' where id = 'large';
    update odd set code = 'x', count = 5.0, flag = '1' where id = 'least';
    update odd set code = null, count = null, flag = null where id in ('plain', 'null');`);
  return {
    document: columns('odd', {
      ...getTableColumns(liteRows),
      tags: list(liteRows.tags),
      labels: list(liteRows.labels),
      asText: value(sql`${liteRows.double}`, { type: 'string', nullable: true }),
      padded: value(sql`${liteRows.big}`, { type: 'string', nullable: true }),
      asNumber: value(sql`${liteRows.text} || ''`, { type: 'number', nullable: true }),
      asBoolean: value(sql`(${liteRows.big} = 5) || ''`, { type: 'boolean', nullable: true }),
    }),
    db,
    find: async (where: SQL) => db.select({ id: liteRows.id }).from(liteRows).where(where),
    close: async () => {
      client.close();
    },
  };
}

const names =
  'double other big bigger exact at day text asText padded asNumber asBoolean code count flag'.split(
    ' ',
  );
const constants: readonly Value[] = [
  ...[5, 5.5, -1, 2 ** 53, 2 ** 53 - 1, -(2 ** 53), 1e300, '5', '05', '5.0', '5   ', 'x', 'x\0'],
  ...['9007199254740992', '9007199254740993', '2026-06-01T00:00:00.000Z', true, false, null],
  '0000-01-01T00:00:00.000Z',
];
const operators = ['eq', 'lt', 'ge', 'startsWith', 'contains', 'in'] as const;

/** What a check would say of an expression with these two values: `undefined` for an error. */
const checks: Readonly<
  Record<(typeof operators)[number], (a: Value, b: Value) => boolean | undefined>
> = {
  eq: isEqual,
  lt: (a, b) => isOrder(orderOf(a, b), (order) => order < 0),
  ge: (a, b) => isOrder(orderOf(a, b), (order) => order >= 0),
  startsWith: (a, b) => ofTexts(a, b, (text, part) => text.startsWith(part)),
  contains: (a, b) => ofTexts(a, b, (text, part) => text.includes(part)),
  in: (a, b) => (isList(b) ? b.some((item) => isEqual(item, a)) : undefined),
};

function isOrder(order: number | undefined, test: (order: number) => boolean): boolean | undefined {
  return order === undefined ? undefined : test(order);
}

function ofTexts(a: Value, b: Value, test: (a: string, b: string) => boolean): boolean | undefined {
  return typeof a === 'string' && typeof b === 'string' ? test(a, b) : undefined;
}

const databases = { PostgreSQL: openPostgres, SQLite: openSqlite };

describe.each(['PostgreSQL', 'SQLite'] as const)('a list on %s', (name) => {
  let opened: Awaited<ReturnType<typeof openPostgres>> | Awaited<ReturnType<typeof openSqlite>>;
  /** What a check is told of each row. An attribute that is not here has no JSON. */
  const readable = new Map<string, Attributes>();

  beforeAll(async () => {
    opened = await databases[name]();
    const ids = [
      'plain',
      'null',
      'nan',
      'infinite',
      'large',
      'early',
      'least',
      'text',
      'nested',
      'x\0',
    ];
    for (const [id, { attr }] of await opened.document.loader(opened.db).loadMany(ids)) {
      const members = Object.entries(attr).flatMap(([member, value]) => {
        try {
          return Object.entries(toAttributes({ [member]: value }, 'attr'));
        } catch {
          return [];
        }
      });
      readable.set(id, Object.fromEntries(members));
    }
  });
  afterAll(() => opened.close());

  /** The rows of a list; `undefined` if its plan is refused. */
  async function listed(expression: object): Promise<string[] | undefined> {
    const answer = { requestId: '1', kind: 'KIND_CONDITIONAL', condition: expression };
    const principal = { id: 'u1', roles: ['user'], attr: ABSENT };
    const plan = readPlanAnswer(answer, { principal, resourceKind: 'odd' });
    try {
      return (await opened.find(opened.document.where(plan))).map(({ id }) => id);
    } catch (error) {
      if (error instanceof UntranslatablePlanError) return undefined;
      throw error;
    }
  }

  it('has rows that can be checked, and others', () => {
    const attributesOf = (id: string) => Object.keys(readable.get(id) ?? {});
    expect(attributesOf('plain')).toEqual(expect.arrayContaining(names));
    expect(attributesOf('infinite')).not.toContain('other');
  });

  it.each(operators)(
    'never has a row that a check denies or can not read, by %s',
    async (operator) => {
      const wider: string[] = [];
      const narrower: string[] = [];
      const lists: Value[] = [constants, [5, '5'], ['x\0'], [null]];
      const others = operator === 'in' ? lists : constants;
      const pairs: {
        text: string;
        operands: readonly object[];
        read: (row: Attributes) => readonly [Value | undefined, Value | undefined];
      }[] = names.flatMap((a) => [
        ...others.map((b) => ({
          text: `${a} ${operator} ${JSON.stringify(b)}`,
          operands: [{ name: `request.resource.attr.${a}` }, { value: b }],
          read: (row: Attributes) => [row[a], b] as const,
        })),
        ...[...names, 'tags', 'labels'].map((b) => ({
          text: `${a} ${operator} ${b}`,
          operands: [a, b].map((attribute) => ({ name: `request.resource.attr.${attribute}` })),
          read: (row: Attributes) => [row[a], row[b]] as const,
        })),
      ]);
      for (const { text, operands, read } of pairs) {
        for (const holds of [true, false]) {
          const expression = { operator, operands };
          const found = await listed(
            holds ? expression : { operator: 'not', operands: [expression] },
          );
          if (found === undefined) continue;
          const isAllowed = (row: Attributes) => {
            const [x, y] = read(row);
            return x !== undefined && y !== undefined && checks[operator](x, y) === holds;
          };
          for (const id of found) {
            const row = readable.get(id);
            if (row === undefined || !isAllowed(row))
              wider.push(`${holds ? '' : '!'} ${text}: ${id}`);
          }
          // PostgreSQL has no text with this character, and takes none to compare with.
          if (text.includes('\\u0000')) continue;
          for (const id of ['plain', 'null']) {
            const row = readable.get(id);
            if (row !== undefined && isAllowed(row) && !found.includes(id))
              narrower.push(`${holds ? '' : '!'} ${text}: ${id}`);
          }
        }
      }
      expect({ wider, narrower }).toEqual({ wider: [], narrower: [] });
    },
  );
});
