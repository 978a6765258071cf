import {
  type Column,
  getTableName,
  type InferSelectModel,
  type SQL,
  sql,
  type Table,
} from 'drizzle-orm';
import type { Plan } from '../ask/types/Plan';
import { createWhere, type PlanSettings, type WhereOptions } from '../lists/createWhere';
import type { AttributeName, ListedKind, MappedAttributes } from '../lists/MappedAttributes';
import { createBackend } from './createBackend';
import { createLoader, type Database } from './createLoader';
import type { SourceOf } from './Mapping';
import { pinOtherTables } from './pinOtherTables';
import { readMapping } from './readMapping';

/** Settings of a mapping. */
export interface ColumnsOptions extends PlanSettings {
  /** The column of `R.id`. Default: the primary key, if it is one column. */
  readonly id?: Column;
}

/** The columns of a kind, for lists and for single checks. */
export interface Columns<K extends string = string, Attributes extends object = object> {
  readonly kind: K;
  /**
   * The rows that a plan allows, as a condition for the app's own query. It is always a condition:
   * if nothing is allowed, it is `1 = 0`.
   *
   * @throws UntranslatablePlanError if SQL can't say it exactly.
   * @throws ConfigurationError `invalid_configuration` for a plan of another kind.
   */
  where: (plan: Plan, options?: WhereOptions) => SQL;
  /**
   * The loader of the kind, for `resources` of `createClerkCerbos`: single checks see the attributes
   * that the query of a list compares. `value` is the row.
   *
   * @param db - the database, or a function that returns it for each load, if it is another one for
   * each request.
   * @param table - gives `value` its type.
   */
  loader: <T extends Table = Table>(
    db: Database | (() => Database),
    table?: T,
  ) => ColumnsLoader<Attributes, T>;
}

/** Loads the attributes of a kind by its columns. */
export interface ColumnsLoader<Attributes extends object, T extends Table> {
  readonly loadMany: (
    ids: readonly string[],
  ) => Promise<
    ReadonlyMap<string, { readonly attr: Attributes; readonly value: InferSelectModel<T> }>
  >;
}

/**
 * Says where the attributes of a kind come from. One mapping makes both: the condition of a list,
 * and the attributes of single checks. So the two can't drift apart.
 *
 * @param kind - the kind of resource in the policies.
 * @param map - for each attribute a column, or `rows`, `one`, `list` or `value`. A plan that reads
 * an attribute which is not here is refused.
 * @throws ConfigurationError `invalid_configuration` for a mapping that SQL can't follow.
 * @example
 * ```ts
 * import { columns } from 'clerk-cerbos/drizzle';
 * import type { Plan } from 'clerk-cerbos';
 * import { boolean, pgTable, text } from 'drizzle-orm/pg-core';
 *
 * const documents = pgTable('documents', {
 *   id: text('id').primaryKey(),
 *   ownerId: text('owner_id').notNull(),
 *   archived: boolean('archived').notNull(),
 * });
 *
 * const document = columns('document', {
 *   ownerId: documents.ownerId,
 *   archived: documents.archived,
 * });
 *
 * export const visible = (plan: Plan) => document.where(plan);
 * ```
 */
export function columns<K extends ListedKind, Name extends AttributeName<K>>(
  kind: K,
  map: { readonly [N in Name]: SourceOf<K, N> },
  options: ColumnsOptions = {},
): Columns<K, MappedAttributes<K, Name>> {
  const mapping = readMapping(kind, map, options.id);
  const { attributes, id, dialect, table } = mapping;
  const backend = createBackend({
    kind,
    dialect,
    id,
    attributes,
    variables: new Map(),
    open: new Map([[getTableName(table), 'row']]),
    depth: 0,
  });
  const where = createWhere(kind, backend, options);
  return {
    kind,
    where: (plan, whereOptions) => pinOtherTables(toSql(where(plan, whereOptions)), table),
    loader: <T extends Table = Table>(db: Database | (() => Database)) => ({
      // The types of the columns are those of the attributes and of the table.
      loadMany: (typeof db === 'function'
        ? (ids: readonly string[]) => createLoader(mapping, db())(ids)
        : createLoader(mapping, db)) as ColumnsLoader<MappedAttributes<K, Name>, T>['loadMany'],
    }),
  };
}

function toSql(condition: SQL | boolean): SQL {
  return typeof condition === 'boolean' ? sql.raw(condition ? '(1 = 1)' : '(1 = 0)') : condition;
}
