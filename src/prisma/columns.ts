import type { Plan } from '../ask/types/Plan';
import { createWhere, type PlanSettings, type WhereOptions } from '../lists/createWhere';
import type { AttributeName, ListedKind, MappedAttributes } from '../lists/MappedAttributes';
import { createBackend } from './createBackend';
import { createLoader } from './createLoader';
import type { FieldName, ModelName, RowOf, SourceOf, WhereOf } from './Mapping';
import { delegateOf, readMapping } from './readMapping';
import { on, type Where } from './Where';

/** Settings of a mapping. */
export interface ColumnsOptions<Id extends string = string> extends PlanSettings {
  /** The field of `R.id`. Default: the one with `@id`. */
  readonly id?: Id;
}

/** The columns of a kind, for lists and for single checks. */
export interface Columns<
  K extends string = string,
  Attributes extends object = object,
  W = object,
  Row = object,
> {
  readonly kind: K;
  /**
   * The rows that a plan allows, as a `where` for the app's own query. If nothing is allowed, it is
   * `{ AND: [{ id: { in: [] } }] }`, which finds no row, also inside of `AND`, `OR` and `NOT`.
   *
   * @throws UntranslatablePlanError if Prisma can't say it exactly.
   * @throws ConfigurationError `invalid_configuration` for a plan of another kind.
   */
  where: (plan: Plan, options?: WhereOptions) => W;
  /**
   * The loader of the kind, for `resources` of `createClerkCerbos`: single checks see the attributes
   * that the query of a list compares. `value` is the row.
   */
  loader: () => ColumnsLoader<Attributes, Row>;
}

/** Loads the attributes of a kind by its columns. */
export interface ColumnsLoader<Attributes extends object, Row> {
  readonly loadMany: (
    ids: readonly string[],
  ) => Promise<ReadonlyMap<string, { readonly attr: Attributes; readonly value: Row }>>;
}

/**
 * Says where the attributes of a kind come from. One mapping makes both: the condition of a list,
 * and the attributes of single checks. So the two can't drift apart.
 *
 * @param kind - the kind of resource in the policies.
 * @param prisma - the client.
 * @param model - the name of the model, as it is in the schema.
 * @param map - for each attribute the name of a field, or `rows`, `one` or `list`. A plan that reads
 * an attribute which is not here is refused.
 * @throws ConfigurationError `invalid_configuration` for a mapping that Prisma can't follow.
 * @example
 * ```ts
 * import { columns, rows } from 'clerk-cerbos/prisma';
 *
 * // In your app, the client that Prisma generates: import { PrismaClient } from '@/generated/client'.
 * interface Model<Name, Scalars, Objects> {
 *   [key: symbol]: {
 *     types: {
 *       payload: { name: Name; scalars: Scalars; objects: Objects };
 *       operations: { findMany: { args: { where?: object } } };
 *     };
 *   };
 * }
 * type Share = { name: 'Share'; scalars: { userId: string }; objects: object };
 * declare const prisma: {
 *   document: Model<'Document', { id: string; ownerId: string }, { shares: Share[] }>;
 * };
 *
 * export const document = columns('document', prisma, 'Document', {
 *   ownerId: 'ownerId',
 *   sharedWith: rows('shares', 'userId'),
 * });
 * ```
 */
export function columns<
  K extends ListedKind,
  Client extends object,
  const Name extends ModelName<Client>,
  Attribute extends AttributeName<K>,
>(
  kind: K,
  prisma: Client,
  model: Name,
  map: { readonly [A in Attribute]: SourceOf<Client, Name, K, A> },
  options: ColumnsOptions<FieldName<Client, Name>> = {},
): Columns<K, MappedAttributes<K, Attribute>, WhereOf<Client, Name>, RowOf<Client, Name>> {
  // Each of them is a source.
  const mapping = readMapping(kind, prisma, model, map, options.id);
  const { attributes, id, schema } = mapping;
  const backend = createBackend({
    kind,
    schema,
    id,
    attributes,
    model,
    references: (field) => delegateOf(prisma, field.model).fields[field.name],
  });
  const where = createWhere<Where>(kind, backend, options);
  type Result = Columns<
    K,
    MappedAttributes<K, Attribute>,
    WhereOf<Client, Name>,
    RowOf<Client, Name>
  >;
  return {
    kind,
    where(plan, whereOptions) {
      const condition = where(plan, whereOptions);
      // Prisma leaves out `{ OR: [] }` beside another condition: then it finds every row.
      const always = on(id, condition === true ? { notIn: [] } : { in: [] });
      // An app may spread it beside members of its own, which must not replace one of the condition.
      const within = { AND: [typeof condition === 'boolean' ? always : condition] };
      // It names fields of this model only.
      return within as ReturnType<Result['where']>;
    },
    loader: () => ({
      // The types of the fields are those of the attributes and of the row.
      loadMany: createLoader(mapping, prisma) as ReturnType<Result['loader']>['loadMany'],
    }),
  };
}
