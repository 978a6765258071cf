import { columns, one, rows } from '../../../src/drizzle';
import { eq, getTableColumns } from 'drizzle-orm';
import { boolean, doublePrecision, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { startPostgres } from '../databases';
import type { ThingStore } from '../stores';
import derivedFields from './derived-fields.json';
import corpus from './seeds.json';

type Seed = (typeof corpus.seeds)[number];

const id = text('id').primaryKey();
const scalars = {
  aBool: boolean('a_bool').notNull(),
  aString: text('a_string').notNull(),
  aNumber: doublePrecision('a_number').notNull(),
  aOptionalString: text('a_optional_string'),
};
const owned = { resource: text('resource').notNull() };

const resources = pgTable('resources', {
  id,
  ...scalars,
  aDouble: doublePrecision('a_double'),
  scope: text('scope'),
  createdBy: timestamp('created_by', { withTimezone: true }).notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }),
});
const parents = pgTable('parents', { ...owned, ...scalars });
const inners = pgTable('inners', { ...owned, ...scalars });
const tags = pgTable('tags', { ...owned, id: text('id').notNull(), name: text('name') });
const categories = pgTable('categories', { ...owned, name: text('name').notNull() });
const subCategories = pgTable('sub_categories', { ...owned, name: text('name').notNull() });
const tables = { resources, parents, inners, tags, categories, subCategories };

/** Where the attributes of a row of the corpus come from. `categories` has no list in a list. */
const mapping = columns(corpus.resourceKind, {
  aBool: resources.aBool,
  aString: resources.aString,
  aNumber: resources.aNumber,
  aOptionalString: resources.aOptionalString,
  aDouble: resources.aDouble,
  scope: resources.scope,
  createdBy: resources.createdBy,
  createdAt: resources.createdAt,
  owner: resources.aOptionalString,
  coOwner: resources.scope,
  tags: rows(tags, eq(tags.resource, resources.id), { id: tags.id, name: tags.name }),
  tagNames: rows(tags, eq(tags.resource, resources.id), tags.name),
  categories: rows(categories, eq(categories.resource, resources.id), { name: categories.name }),
  mainCategory: one(categories, eq(categories.resource, resources.id), {
    name: categories.name,
    subCategories: rows(subCategories, eq(subCategories.resource, categories.resource), {
      name: subCategories.name,
    }),
    subNames: rows(
      subCategories,
      eq(subCategories.resource, categories.resource),
      subCategories.name,
    ),
  }),
  parent: one(parents, eq(parents.resource, resources.id), {
    ...getTableColumns(parents),
    inner: one(inners, eq(inners.resource, parents.resource), getTableColumns(inners)),
  }),
});

/** Starts a PostgreSQL with the rows of the corpus. */
export async function openCorpus(): Promise<ThingStore & { close: () => Promise<void> | void }> {
  const { db, insert, close } = await startPostgres(Object.values(tables));
  const derived = new Map(Object.entries(derivedFields.derived));
  const byId = new Map(corpus.seeds.map((seed) => [seed.id, seed]));
  const parentOf = (seed: Seed | undefined) => byId.get(seed?.parentSeedId ?? '');
  const dateOf = (text: string | null) => (text === null ? null : new Date(text));
  const of = (rowsOf: (seed: Seed) => readonly object[]) =>
    corpus.seeds.flatMap((seed) => rowsOf(seed).map((row) => ({ ...row, resource: seed.id })));
  const found = (seed: Seed | undefined) => (seed === undefined ? [] : [seed]);

  await insert(
    resources,
    corpus.seeds.map((seed) => {
      const more = derived.get(seed.id);
      if (more === undefined) throw new Error(`${seed.id} has no derived fields.`);
      const { aDouble, scope, createdBy, createdAt } = more;
      return {
        ...seed,
        aDouble,
        scope,
        createdBy: dateOf(createdBy),
        createdAt: dateOf(createdAt),
      };
    }),
  );
  await insert(
    parents,
    of((seed) => found(parentOf(seed))),
  );
  await insert(
    inners,
    of((seed) => found(parentOf(parentOf(seed)))),
  );
  await insert(
    tags,
    of((seed) => seed.tags),
  );
  await insert(
    categories,
    of((seed) => seed.subCategoryNames.map(() => ({ name: 'business' }))),
  );
  await insert(
    subCategories,
    of((seed) => seed.subCategoryNames.map((name) => ({ name }))),
  );
  return {
    name: 'PostgreSQL',
    mapping,
    loader: mapping.loader(db),
    rows: (where) => db.select({ id: resources.id }).from(resources).where(where),
    close,
  };
}

/** The caller of every case. */
export const { principal } = corpus;
