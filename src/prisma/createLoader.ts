import { ConfigurationError } from '../base/errors';
import { isRecord, setOwn } from '../base/value';
import { equalsAny, idEqualsAny } from './compare';
import { delegateOf, type ReadMapping } from './readMapping';
import { fieldOf } from './Scope';
import type { ItemFields, Source, SourceMap } from './Source';

/** What policies read of a row, and the row itself. */
interface Loaded {
  readonly attr: Record<string, unknown>;
  readonly value: Readonly<Record<string, unknown>>;
}

type Selection = Record<string, unknown>;

/**
 * Reads rows and what belongs to them, as attributes, by the same mapping that makes the query of a
 * list, in one call of Prisma.
 */
export function createLoader(
  { kind, schema, model, attributes, id }: ReadMapping,
  client: object,
): (ids: readonly string[]) => Promise<ReadonlyMap<string, Loaded>> {
  /** The fields and relations that sources read of a model. */
  const selectionOf = (map: SourceMap, of: string): Selection => {
    const selection: Selection = {};
    for (const source of Object.values(map)) {
      if (typeof source === 'string') selection[source] = true;
      else if (source.source === 'list') selection[source.field] = true;
      else {
        const target = fieldOf(schema, of, source.relation)?.type ?? '';
        const added = selectionOf(membersOf(source), target);
        const known = selection[source.relation];
        selection[source.relation] = { select: merged(isRecord(known) ? known.select : {}, added) };
      }
    }
    // Of an object without members it still counts whether it is there.
    const [first] = schema.models.get(of)?.keys() ?? [];
    return Object.keys(selection).length > 0 || first === undefined ? selection : { [first]: true };
  };

  const isRelation = (name: string) => fieldOf(schema, model, name)?.isRelation === true;
  const include = Object.fromEntries(
    Object.entries(selectionOf(attributes, model)).filter(([name]) => isRelation(name)),
  );

  const read = (row: Readonly<Record<string, unknown>>, name: string, of: string): unknown => {
    const value = row[name];
    // As null, it would be another value than the one that the list compares.
    if (value === undefined) {
      throw new ConfigurationError({
        code: 'invalid_loader',
        message: `The columns of ${JSON.stringify(kind)} need ${of}.${name}, which Prisma does not return. Take it out of \`omit\` of the client.`,
      });
    }
    const isDecimal = fieldOf(schema, of, name)?.type === 'Decimal';
    // A Decimal of Prisma is an object with a text.
    return isDecimal && value !== null ? (value as { toString: () => string }).toString() : value;
  };

  const attributesOf = (
    map: SourceMap,
    row: Readonly<Record<string, unknown>>,
    of: string,
  ): Record<string, unknown> => {
    const attr: Record<string, unknown> = {};
    for (const [name, source] of Object.entries(map))
      setOwn(attr, name, attributeOf(source, row, of));
    return attr;
  };

  const attributeOf = (
    source: Source,
    row: Readonly<Record<string, unknown>>,
    of: string,
  ): unknown => {
    if (typeof source === 'string') return read(row, source, of);
    if (source.source === 'list') return read(row, source.field, of) ?? [];
    const target = fieldOf(schema, of, source.relation)?.type ?? '';
    const related = read(row, source.relation, of);
    const members = membersOf(source);
    if (source.source === 'one') {
      return isRecord(related) ? attributesOf(members, related, target) : null;
    }
    const items = Array.isArray(related) ? related.filter(isRecord) : [];
    const { item } = source;
    return items.map((found) =>
      typeof item === 'string' ? read(found, item, target) : attributesOf(members, found, target),
    );
  };

  return async (ids) => {
    const wanted = (
      id.type === 'Int'
        ? idEqualsAny(id, ids)
        : equalsAny(id, id.native === 'Uuid' ? 'uuid' : 'text', ids)
    ).true;
    // No row has such an id.
    if (typeof wanted === 'boolean') return new Map();
    const found = await delegateOf(client, model).findMany({
      where: wanted,
      ...(Object.keys(include).length > 0 && { include }),
    });
    return new Map(
      found.map((row) => [
        String(read(row, id.name, model)),
        { attr: attributesOf(attributes, row, model), value: row },
      ]),
    );
  };
}

function membersOf(source: Exclude<Source, string | { readonly source: 'list' }>): SourceMap {
  // The mapping was checked: they are sources, or fields.
  const members = (source.source === 'one' ? source.members : source.item) as string | ItemFields;
  return typeof members === 'string' ? { item: members } : members;
}

/** Two attributes may read the same relation. */
function merged(a: unknown, b: Selection): Selection {
  const known = isRecord(a) ? a : {};
  const both: Selection = { ...known };
  for (const [name, selection] of Object.entries(b)) {
    const other = known[name];
    both[name] =
      isRecord(other) && isRecord(selection) && isRecord(selection.select)
        ? { select: merged(other.select, selection.select) }
        : selection;
  }
  return both;
}
