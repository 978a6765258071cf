import type { SQL, Table } from 'drizzle-orm';
import type { LoadMany } from '../../src/ask/types/Loader';
import type { ListedRow, ListMapping } from '../../src/testing/lists/ListExpectation';
import { startPostgres, startSqlite } from './databases';
import { postgresTables, sqliteTables } from './tables';
import { thingMapping } from './thingMapping';
import { randomThings, type Thing } from './things';

/** Things in a database, and how they are listed and loaded. */
export interface ThingStore<Where = SQL> {
  readonly name: string;
  readonly mapping: ListMapping<Where>;
  readonly loader: LoadMany;
  readonly rows: (where: Where) => PromiseLike<readonly ListedRow[]>;
}

/** Databases full of random things. */
export interface OpenStores {
  /** Of each database one whose columns are often NULL, and one whose columns never are. */
  readonly stores: readonly ThingStore[];
  readonly close: () => Promise<void>;
}

/** Starts PostgreSQL and SQLite, and puts random things into both. */
export async function openStores(count: number, seed: number): Promise<OpenStores> {
  const postgres = [true, false].map((nulls) => ({ nulls, tables: postgresTables(nulls) }));
  const sqlite = [true, false].map((nulls) => ({ nulls, tables: sqliteTables(nulls) }));
  const all = (made: readonly { tables: Readonly<Record<string, Table>> }[]) =>
    made.flatMap(({ tables }) => Object.values(tables));
  const pg = await startPostgres(all(postgres));
  const lite = await startSqlite(all(sqlite));
  const stores: ThingStore[] = [];
  for (const { nulls, tables } of postgres) {
    await fill(tables, randomThings(count, seed, nulls), pg.insert);
    const mapping = thingMapping(tables);
    const { things } = tables;
    stores.push({
      name: nulls ? 'PostgreSQL' : 'PostgreSQL without NULL',
      mapping,
      loader: mapping.loader(pg.db),
      rows: (where) => pg.db.select({ id: things.id }).from(things).where(where),
    });
  }
  for (const { nulls, tables } of sqlite) {
    await fill(tables, randomThings(count, seed, nulls), lite.insert);
    const mapping = thingMapping(tables);
    const { things } = tables;
    stores.push({
      name: nulls ? 'SQLite' : 'SQLite without NULL',
      mapping,
      loader: mapping.loader(lite.db),
      rows: (where) => lite.db.select({ id: things.id }).from(things).where(where),
    });
  }
  return {
    stores,
    async close() {
      await pg.close();
      await lite.close();
    },
  };
}

async function fill(
  tables: ReturnType<typeof postgresTables | typeof sqliteTables>,
  things: readonly Thing[],
  insert: Awaited<ReturnType<typeof startPostgres>>['insert'],
): Promise<void> {
  await insert(tables.things, things);
  const of = <T>(rows: (thing: Thing) => readonly T[]) =>
    things.flatMap((thing) => rows(thing).map((row) => ({ thing: thing.id, ...row })));
  await insert(
    tables.tags,
    of(({ tags }) => tags.map((name) => ({ name }))),
  );
  await insert(
    tables.items,
    of(({ items }) => items),
  );
  await insert(
    tables.parents,
    of(({ parent }) => (parent === undefined ? [] : [parent])),
  );
  await insert(
    tables.inners,
    of(({ parent }) => (parent?.inner === undefined ? [] : [parent.inner])),
  );
}
