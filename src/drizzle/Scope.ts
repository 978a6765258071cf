import { Column, getTableName, is, type SQL, sql, type Table } from 'drizzle-orm';
import type { Condition } from '../lists/Backend';
import { attributeOf, describe, type Expression } from '../lists/Expression';
import { refusePlan } from '../lists/refusePlan';
import type { Dialect } from './Dialect';
import type { Scalar } from './Scalar';
import type { Computed, ItemColumns, One, Rows, Source, SourceMap } from './Source';

/** A row of another table that an expression reads: where it is absent, that is an error. */
export type Parent = One<unknown>;

/** What a loop goes through. */
export interface Items {
  readonly type: 'items';
  /** What stands after `from`. */
  readonly from: SQL;
  readonly on: SQL | undefined;
  readonly sound?: SQL | undefined;
  /** An item, or the columns of one. */
  readonly item: Scalar | SourceMap;
  /** The table, of child rows. */
  readonly table?: Table;
}

/** What an expression stands for in the database. */
export type Found = { readonly parents: readonly Parent[] } & (
  { readonly type: 'scalar'; readonly scalar: Scalar } | { readonly type: 'parent' } | Items
);

/** A place in a condition: the names that it may use, and the tables that are open around it. */
export interface Scope {
  readonly kind: string;
  readonly dialect: Dialect;
  readonly id: Column;
  readonly attributes: SourceMap;
  readonly variables: ReadonlyMap<string, Scalar | SourceMap>;
  /** By name. The name of a table means the innermost one, so it must not be open twice. */
  readonly open: ReadonlyMap<string, Parent | 'row'>;
  readonly depth: number;
}

/**
 * Finds what an attribute, `R.id` or a variable stands for.
 *
 * @throws UntranslatablePlanError if no column holds it.
 */
export function find(expression: Expression, scope: Scope): Found | undefined {
  switch (expression.type) {
    case 'id': {
      const scalar = scope.dialect.idOf(scope.id);
      return scalar && { type: 'scalar', scalar, parents: [] };
    }
    case 'attribute':
      return follow(expression, expression.path, scope.attributes, scope);
    case 'variable': {
      const bound = scope.variables.get(expression.name);
      if (bound === undefined) return undefined;
      if (!isScalar(bound)) return follow(expression, expression.path, bound, scope);
      return expression.path.length === 0
        ? { type: 'scalar', scalar: bound, parents: [] }
        : refuse(expression, scope);
    }
    default:
      return undefined;
  }
}

function follow(
  expression: Expression,
  path: readonly string[],
  attributes: SourceMap,
  scope: Scope,
): Found {
  const parents: Parent[] = [];
  let names = path;
  let map = attributes;
  for (;;) {
    const [name, ...rest] = names;
    const source = name !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
    if (source === undefined) return refuse(expression, scope);
    if (isColumn(source) || source.source !== 'one') {
      if (rest.length > 0) return refuse(expression, scope);
      return { ...foundAt(source, expression, scope), parents };
    }
    if (rest.length === 0) return { type: 'parent', parents: [...parents, source] };
    parents.push(source);
    names = rest;
    map = source.columns;
  }
}

function foundAt(
  source: Exclude<Source, One<unknown>>,
  expression: Expression,
  scope: Scope,
): { readonly type: 'scalar'; readonly scalar: Scalar } | Items {
  const { dialect } = scope;
  if (isColumn(source)) {
    const scalar = dialect.scalarOf(source);
    return scalar === undefined
      ? refuseColumn(source, expression, scope)
      : { type: 'scalar', scalar };
  }
  switch (source.source) {
    case 'value':
      return { type: 'scalar', scalar: computed(source, dialect) };
    case 'rows':
      return rowsOf(source, expression, scope);
    case 'list': {
      const items = dialect.itemsOf(source.column, `items_${scope.depth}`);
      return items === undefined
        ? refuseColumn(source.column, expression, scope)
        : { type: 'items', on: undefined, ...items };
    }
  }
}

function computed(
  { sql: expression, type, nullable }: Computed<unknown>,
  dialect: Dialect,
): Scalar {
  return dialect.computed(dialect.cast(expression, type), type, nullable);
}

function rowsOf(source: Rows<unknown>, expression: Expression, scope: Scope): Items {
  const { table, on, item } = source;
  return {
    type: 'items',
    from: fromTable(table),
    on: sql`(${on})`,
    table,
    item: isColumn(item)
      ? (scope.dialect.scalarOf(item) ?? refuseColumn(item, expression, scope))
      : item,
  };
}

export function isColumn(item: Source | ItemColumns): item is Column {
  return is(item, Column);
}

function isScalar(bound: Scalar | SourceMap): bound is Scalar {
  return typeof bound.oneOf === 'function';
}

/** Opens the rows of other tables that an expression reads, around a condition on them. */
export function enter(
  parents: readonly Parent[],
  scope: Scope,
): { readonly scope: Scope; readonly wrap: (condition: Condition<SQL>) => Condition<SQL> } {
  const open = new Map(scope.open);
  const opened: Parent[] = [];
  for (const parent of parents) {
    const name = getTableName(parent.table);
    // The same row is open already.
    if (open.get(name) === parent) continue;
    requireClosed(parent.table, { ...scope, open });
    open.set(name, parent);
    opened.push(parent);
  }
  return {
    scope: { ...scope, open },
    wrap: (condition) =>
      opened.reduceRight<Condition<SQL>>(
        (inner, { table, on }) => existsRow(fromTable(table), [sql`(${on})`], inner),
        condition,
      ),
  };
}

/** `exists (select 1 from … where …)` */
export function existsRow(
  from: SQL,
  on: readonly SQL[],
  condition: Condition<SQL>,
): Condition<SQL> {
  if (condition === false) return false;
  const where = condition === true ? on : [...on, condition];
  return where.length === 0
    ? sql`(exists (select 1 from ${from}))`
    : sql`(exists (select 1 from ${from} where ${sql.join([...where], sql` and `)}))`;
}

/** Opens the rows of a list. */
export function openRows(table: Table, scope: Scope): Scope {
  requireClosed(table, scope);
  return { ...scope, open: new Map([...scope.open, [getTableName(table), 'row']]) };
}

/** @throws UntranslatablePlanError if a table of this name is open already. */
function requireClosed(table: Table, { open, kind }: Scope): void {
  const name = getTableName(table);
  if (!open.has(name)) return;
  throw refusePlan(kind, {
    because: `its condition goes through the table ${JSON.stringify(name)} twice at once, and SQL can't tell which row is meant`,
    instead: 'Give each use a name of its own in the columns, with alias() of drizzle-orm.',
  });
}

/** A table as it stands after `from`: of an alias, the table's own name comes first. */
function fromTable(table: Table): SQL {
  // What drizzle-orm's own queries read. It has no public name for them.
  const read = (name: string): unknown => Reflect.get(table, Symbol.for(`drizzle:${name}`));
  if (read('IsAlias') !== true) return sql`${table}`;
  const schema = read('Schema');
  const name = sql.identifier(String(read('OriginalName')));
  const full = typeof schema === 'string' ? sql`${sql.identifier(schema)}.${name}` : name;
  return sql`${full} ${sql.identifier(getTableName(table))}`;
}

function refuse(expression: Expression, { kind }: Scope): never {
  throw refusePlan(kind, {
    because: `no column holds ${describe(expression)}, which its condition reads`,
    instead:
      'Add it to the columns. What a JSON column holds can be added with value(sql`…`, { type }).',
    attribute: attributeOf(expression),
  });
}

function refuseColumn(column: Column, expression: Expression, { kind }: Scope): never {
  throw refusePlan(kind, {
    because: `${describe(expression)} is the column ${JSON.stringify(column.name)} of type ${column.getSQLType()} (${column.columnType}), which the database compares in another way than policies`,
    instead:
      'Use a column of type text, boolean, integer, double precision or of dates as Date, list(column) for a list, or value(sql`…`, { type }).',
    attribute: attributeOf(expression),
  });
}
