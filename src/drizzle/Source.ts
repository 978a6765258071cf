import type { Column, GetColumnData, SQL, Table } from 'drizzle-orm';

/** The value that policies read of a column's value. */
export type JsonOf<Data> = Data extends Date ? string : Data extends bigint ? number : Data;

type JsonOfColumn<C extends Column> = JsonOf<GetColumnData<C>>;

/** Columns of one table, by the names that policies use. */
export type ItemColumns = Readonly<Record<string, Column>>;

type JsonOfColumns<Columns extends ItemColumns> = {
  readonly [Name in keyof Columns]: JsonOfColumn<Columns[Name]>;
};

/** A list of the rows of another table. Made by {@link rows}. */
export interface Rows<out Item> {
  readonly source: 'rows';
  readonly table: Table;
  readonly on: SQL;
  readonly item: Column | ItemColumns;
  /** The type of an item; never a value. */
  readonly $item?: Item;
}

/** A row of another table. Made by {@link one}. */
export interface One<out Item> {
  readonly source: 'one';
  readonly table: Table;
  readonly on: SQL;
  readonly columns: SourceMap;
  /** The type of the row; never a value. */
  readonly $item?: Item;
}

/** A list in a column. Made by {@link list}. */
export interface List<out Item> {
  readonly source: 'list';
  readonly column: Column;
  /** The type of an item; never a value. */
  readonly $item?: Item;
}

/** An expression of SQL. Made by {@link value}. */
export interface Computed<out Result> {
  readonly source: 'value';
  readonly sql: SQL;
  readonly type: ComputedType;
  readonly nullable: boolean;
  /** The type of the value; never a value. */
  readonly $item?: Result;
}

/** Where an attribute comes from. */
export type Source = Column | Rows<unknown> | One<unknown> | List<unknown> | Computed<unknown>;

/** Where the attributes come from, by their names. */
export interface SourceMap {
  readonly [attribute: string]: Source;
}

/** The types of a computed attribute. */
export type ComputedType = 'string' | 'number' | 'boolean';

type TypeNamed<Name extends ComputedType> = {
  string: string;
  number: number;
  boolean: boolean;
}[Name];

/**
 * An attribute that is a list: an item for each row of another table that belongs to this one.
 *
 * @param table - the other table. If it is the same table, or if it is used twice, use `alias()`.
 * @param on - which rows belong to this one. It may leave rows out, such as deleted ones: then
 * checks don't see them either.
 * @param item - a column for a list of values, or an object of columns for a list of objects.
 * @example
 * ```ts
 * import { rows } from 'clerk-cerbos/drizzle';
 * import { eq } from 'drizzle-orm';
 * import { pgTable, text } from 'drizzle-orm/pg-core';
 *
 * const documents = pgTable('documents', { id: text('id').primaryKey() });
 * const shares = pgTable('shares', {
 *   documentId: text('document_id').notNull(),
 *   userId: text('user_id').notNull(),
 * });
 *
 * export const sharedWith = rows(shares, eq(shares.documentId, documents.id), shares.userId);
 * ```
 */
export function rows<C extends Column>(table: Table, on: SQL, item: C): Rows<JsonOfColumn<C>>;
export function rows<C extends ItemColumns>(table: Table, on: SQL, item: C): Rows<JsonOfColumns<C>>;
export function rows(table: Table, on: SQL, item: Column | ItemColumns): Rows<unknown> {
  return { source: 'rows', table, on, item };
}

/**
 * An attribute that is an object: the row of another table that this one refers to, or `null` if
 * there is none.
 *
 * @param table - the other table. If it is the same table, or if it is used twice, use `alias()`.
 * @param on - which row it is. It must find one row at most.
 * @param columns - the members of the object: columns of the other table, or again {@link rows},
 * `one`, {@link list} and {@link value}.
 * @example
 * ```ts
 * import { one } from 'clerk-cerbos/drizzle';
 * import { eq } from 'drizzle-orm';
 * import { pgTable, text } from 'drizzle-orm/pg-core';
 *
 * const folders = pgTable('folders', { id: text('id').primaryKey(), ownerId: text('owner_id').notNull() });
 * const documents = pgTable('documents', { id: text('id').primaryKey(), folderId: text('folder_id') });
 *
 * export const folder = one(folders, eq(folders.id, documents.folderId), { ownerId: folders.ownerId });
 * ```
 */
export function one<const M extends SourceMap>(
  table: Table,
  on: SQL,
  columns: M,
): One<{ readonly [Name in keyof M]: JsonOfSource<M[Name]> }> {
  return { source: 'one', table, on, columns };
}

type JsonOfSource<S extends Source> = S extends Column
  ? JsonOfColumn<S>
  : S extends Rows<infer Item> | List<infer Item>
    ? readonly Item[]
    : S extends One<infer Item>
      ? Item | null
      : S extends Computed<infer Result>
        ? Result
        : never;

/**
 * An attribute that is a list, from a column that holds one: an array of PostgreSQL, or a JSON
 * column. For policies, `NULL` is the empty list.
 *
 * @example
 * ```ts
 * import { list } from 'clerk-cerbos/drizzle';
 * import { pgTable, text } from 'drizzle-orm/pg-core';
 *
 * const documents = pgTable('documents', { id: text('id').primaryKey(), tags: text('tags').array() });
 *
 * export const tags = list(documents.tags);
 * ```
 */
export function list<C extends Column>(column: C): List<ItemOf<C['_']['data']>> {
  return { source: 'list', column };
}

type ItemOf<Data> = Data extends readonly (infer Item)[]
  ? JsonOf<Item>
  : unknown extends Data
    ? string | number | boolean
    : never;

/**
 * An attribute that SQL works out. The same expression is read for checks and stands in the query.
 *
 * @param expression - the SQL.
 * @param as - the type of its value, and whether it can be `NULL`.
 * @example
 * ```ts
 * import { value } from 'clerk-cerbos/drizzle';
 * import { sql } from 'drizzle-orm';
 * import { pgTable, text } from 'drizzle-orm/pg-core';
 *
 * const documents = pgTable('documents', { id: text('id').primaryKey(), title: text('title').notNull() });
 *
 * export const isUntitled = value(sql`${documents.title} = ''`, { type: 'boolean' });
 * ```
 */
export function value<T extends ComputedType, Nullable extends boolean = false>(
  expression: SQL,
  as: { readonly type: T; readonly nullable?: Nullable },
): Computed<TypeNamed<T> | (Nullable extends true ? null : never)> {
  return { source: 'value', sql: expression, type: as.type, nullable: as.nullable ?? false };
}
