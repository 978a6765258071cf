import { invalidConfiguration } from '../base/errors';
import { type Field, readSchema, type Schema } from './Schema';
import { fieldOf } from './Scope';
import type { ItemFields, SourceMap } from './Source';

/** The part of a model's delegate that is used. */
export interface Delegate {
  readonly findMany: (query: object) => PromiseLike<readonly Readonly<Record<string, unknown>>[]>;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A checked mapping. */
export interface ReadMapping {
  readonly kind: string;
  readonly schema: Schema;
  readonly model: string;
  readonly attributes: SourceMap;
  readonly id: Field;
}

const JUNCTIONS = ['AND', 'OR', 'NOT'];

/** @throws ConfigurationError `invalid_configuration`, with what to write instead. */
export function readMapping(
  kind: string,
  client: object,
  model: string,
  attributes: SourceMap,
  id?: string,
): ReadMapping {
  const refuse = (problem: string) =>
    invalidConfiguration(`columns(${JSON.stringify(kind)}, …) ${problem}`);
  const schema = readSchema(kind, client);
  const fields = schema.models.get(model);
  if (fields === undefined)
    throw refuse(`names the model ${JSON.stringify(model)}, which the client does not have.`);

  // Prisma would take a condition on the one for a condition on the other.
  const requireNoneOf = (of: string, operators: readonly string[]) => {
    const found = operators.find((name) => fieldOf(schema, of, name) !== undefined);
    if (found === undefined) return;
    throw refuse(
      `reads the model ${of}, whose field ${JSON.stringify(found)} has the name of an operator of Prisma. Give the field another name with @map(${JSON.stringify(found)}).`,
    );
  };
  const required = (of: string, name: string, path: string, what: string): Field => {
    const field = fieldOf(schema, of, name);
    if (field !== undefined && whatIs(field) === what) return field;
    throw refuse(
      `takes ${path} from ${of}.${name}, which is ${field === undefined ? 'no field of that model' : whatIs(field)}. It must be ${what}.`,
    );
  };
  const readItem = (item: string | ItemFields, of: string, path: string) => {
    requireNoneOf(of, JUNCTIONS);
    const names = typeof item === 'string' ? [item] : Object.values(item);
    for (const name of names) required(of, name, path, 'a single value');
  };
  const readMap = (map: SourceMap, of: string, outer: string) => {
    requireNoneOf(of, JUNCTIONS);
    for (const [name, source] of Object.entries(map)) {
      const path = outer === '' ? name : `${outer}.${name}`;
      if (typeof source === 'string') {
        required(of, source, path, 'a single value');
      } else if (source.source === 'list') {
        required(of, source.field, path, 'a list of values');
      } else if (source.source === 'one') {
        const relation = required(of, source.relation, path, 'a relation to one row');
        requireNoneOf(relation.type, ['is', 'isNot']);
        // As one() takes them.
        readMap(source.members as SourceMap, relation.type, path);
      } else {
        const relation = required(of, source.relation, path, 'a relation to many rows');
        // As rows() takes it.
        readItem(source.item as string | ItemFields, relation.type, path);
      }
    }
  };
  readMap(attributes, model, '');
  const key = id === undefined ? [...fields.values()].find(({ isId }) => isId) : fields.get(id);
  const isText = key?.type === 'String' && /^(?:Text|VarChar.*|Uuid)?$/.test(key.native ?? '');
  const isInteger = key?.type === 'Int' && /^(?:Integer)?$/.test(key.native ?? '');
  if (key === undefined || key.isOptional || key.isList || !(isText || isInteger)) {
    throw refuse(
      `does not know which field is the id of the resource: it must be a String or an Int that can't be null. Give the model one field with @id, or pass { id: 'slug' } as the last argument.`,
    );
  }
  if (!key.isUnique) {
    throw refuse(
      `takes R.id from ${model}.${key.name}, which two rows may have in common: a check would be of one of them, and a list would have both. Name a field with @id or @unique.`,
    );
  }
  return { kind, schema, model, attributes, id: key };
}

/** The delegate of a model: `prisma.document` of `Document`. */
export function delegateOf(client: object, model: string): Delegate {
  const name = model.slice(0, 1).toLowerCase() + model.slice(1);
  // Every client has one for each model of its schema.
  return Reflect.get(client, name) as Delegate;
}

function whatIs({ isRelation, isList, type }: Field): string {
  if (type === 'Bytes') return 'bytes';
  if (isRelation) return isList ? 'a relation to many rows' : 'a relation to one row';
  return isList ? 'a list of values' : 'a single value';
}
