/** A list of the rows of a relation. Made by {@link rows}. */
export interface Rows<out Relation extends string = string, out Item = unknown> {
  readonly source: 'rows';
  readonly relation: Relation;
  readonly item: Item;
}

/** The row of a relation. Made by {@link one}. */
export interface One<out Relation extends string = string, out Members = unknown> {
  readonly source: 'one';
  readonly relation: Relation;
  readonly members: Members;
}

/** A list in a field. Made by {@link list}. */
export interface List<out Name extends string = string> {
  readonly source: 'list';
  readonly field: Name;
}

/** Where an attribute comes from: the name of a field, or what {@link rows}, {@link one} and {@link list} make. */
export type Source = string | Rows | One | List;

/** Where the attributes come from, by their names. */
export interface SourceMap {
  readonly [attribute: string]: Source;
}

/** Fields of one model, by the names that policies use. */
export type ItemFields = Readonly<Record<string, string>>;

/**
 * An attribute that is a list: an item for each row of a relation.
 *
 * @param relation - the field of the relation.
 * @param item - a field of the other model for a list of values, or an object of fields for a list
 * of objects.
 * @example
 * ```ts
 * import { rows } from 'clerk-cerbos/prisma';
 *
 * export const sharedWith = rows('shares', 'userId');
 * export const shares = rows('shares', { userId: 'userId', level: 'level' });
 * ```
 */
export function rows<const Relation extends string, const Item extends string | ItemFields>(
  relation: Relation,
  item: Item,
): Rows<Relation, Item> {
  return { source: 'rows', relation, item };
}

/**
 * An attribute that is an object: the row that a relation leads to, or `null` if there is none.
 *
 * @param relation - the field of the relation.
 * @param members - the members of the object: fields of the other model, or again {@link rows},
 * `one` and {@link list}.
 * @example
 * ```ts
 * import { one } from 'clerk-cerbos/prisma';
 *
 * export const folder = one('folder', { ownerId: 'ownerId' });
 * ```
 */
export function one<const Relation extends string, const Members extends SourceMap>(
  relation: Relation,
  members: Members,
): One<Relation, Members> {
  return { source: 'one', relation, members };
}

/**
 * An attribute that is a list, from a scalar list of PostgreSQL. For policies, `NULL` is the empty
 * list.
 *
 * @example
 * ```ts
 * import { list } from 'clerk-cerbos/prisma';
 *
 * export const tags = list('tags');
 * ```
 */
export function list<const Name extends string>(field: Name): List<Name> {
  return { source: 'list', field };
}
