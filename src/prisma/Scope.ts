import { attributeOf, describe, type Expression } from '../lists/Expression';
import { refusePlan } from '../lists/refusePlan';
import { type FieldType, typeOf } from './FieldType';
import type { Field, Schema } from './Schema';
import type { ItemFields, SourceMap } from './Source';

/** A place in a condition: a row, or an item of a loop. */
export interface Scope {
  readonly kind: string;
  readonly schema: Schema;
  /** The fields of a model, as Prisma compares one with another. */
  readonly references: (field: Field) => unknown;
  readonly id: Field;
  readonly model: string;
  /** `undefined` in a loop: there, Prisma can't read the row around it. */
  readonly attributes: SourceMap | undefined;
  readonly variable?: { readonly name: string; readonly item: string | ItemFields };
}

/** What an expression stands for. */
export type Found = { readonly parents: readonly Field[] } & (
  | { readonly type: 'field'; readonly field: Field; readonly as: FieldType | 'id' }
  | { readonly type: 'list'; readonly field: Field; readonly as: FieldType }
  | { readonly type: 'rows'; readonly relation: Field; readonly item: string | ItemFields }
  | { readonly type: 'parent'; readonly relation: Field }
);

/**
 * Finds what an attribute, `R.id` or a variable stands for.
 *
 * @throws UntranslatablePlanError if no field holds it.
 */
export function find(expression: Expression, scope: Scope): Found | undefined {
  const { attributes, variable, model } = scope;
  switch (expression.type) {
    case 'id': {
      if (attributes === undefined) throw refuseOuter(expression, scope);
      if (scope.id.type === 'Int') return { type: 'field', field: scope.id, as: 'id', parents: [] };
      return fieldAt(scope.id.name, model, expression, scope);
    }
    case 'attribute':
      if (attributes === undefined) throw refuseOuter(expression, scope);
      return follow(expression, attributes, scope);
    case 'variable': {
      if (variable?.name !== expression.name) throw refuseOuter(expression, scope);
      if (typeof variable.item !== 'string') return follow(expression, variable.item, scope);
      if (expression.path.length > 0) throw refuseMissing(expression, scope);
      return fieldAt(variable.item, model, expression, scope);
    }
    default:
      return undefined;
  }
}

function follow(
  expression: Extract<Expression, { readonly path: readonly string[] }>,
  attributes: SourceMap,
  scope: Scope,
): Found {
  const parents: Field[] = [];
  let [names, map, { model }] = [expression.path, attributes, scope];
  for (;;) {
    const [name, ...rest] = names;
    const source = name !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
    const isLast = rest.length === 0;
    if (source === undefined) throw refuseMissing(expression, scope);
    if (typeof source === 'string') {
      if (!isLast) throw refuseMissing(expression, scope);
      return { ...fieldAt(source, model, expression, scope), parents };
    }
    const field = fieldOf(
      scope.schema,
      model,
      source.source === 'list' ? source.field : source.relation,
    );
    if (field === undefined) throw refuseMissing(expression, scope);
    if (source.source === 'one') {
      if (isLast) return { type: 'parent', relation: field, parents };
      parents.push(field);
      // The mapping was checked: they are sources.
      [names, map, model] = [rest, source.members as SourceMap, field.type];
      continue;
    }
    if (!isLast) throw refuseMissing(expression, scope);
    if (source.source === 'rows') {
      // The mapping was checked: it is a field, or fields.
      return { type: 'rows', relation: field, item: source.item as string | ItemFields, parents };
    }
    const as = typeOf(field);
    // Prisma sends an item of an enum as if it were the list.
    if (as === undefined || as === 'float' || as === 'enum') {
      throw refuseField(field, expression, scope);
    }
    return { type: 'list', field, as, parents };
  }
}

function fieldAt(
  name: string,
  model: string,
  expression: Expression,
  scope: Scope,
): Extract<Found, { type: 'field' }> {
  const field = fieldOf(scope.schema, model, name);
  if (field === undefined) throw refuseMissing(expression, scope);
  const as = typeOf(field);
  if (as === undefined) throw refuseField(field, expression, scope);
  return { type: 'field', field, as, parents: [] };
}

export function fieldOf({ models }: Schema, model: string, name: string): Field | undefined {
  return models.get(model)?.get(name);
}

function refuseMissing(expression: Expression, { kind }: Scope): Error {
  return refusePlan(kind, {
    because: `no field holds ${describe(expression)}, which its condition reads`,
    instead: 'Add it to the columns.',
    attribute: attributeOf(expression),
  });
}

function refuseOuter(expression: Expression, { kind }: Scope): Error {
  return refusePlan(kind, {
    because: `a loop in its condition reads ${describe(expression)}, which is not of the item, and Prisma can't compare the two`,
    instead: 'Compare the item with values or with the principal only.',
    attribute: attributeOf(expression),
  });
}

function refuseField(field: Field, expression: Expression, { kind }: Scope): Error {
  const native = field.native === undefined ? '' : ` @db.${field.native}`;
  return refusePlan(kind, {
    because: `${describe(expression)} is the field ${JSON.stringify(field.name)} of type ${field.type}${native}, which the database compares in another way than policies`,
    instead:
      'Use a field of type String, Boolean, Int, Float, a single enum of ASCII names without @map, or a DateTime of at most three digits.',
    attribute: attributeOf(expression),
  });
}
