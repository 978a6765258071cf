/** A part of a JSON Schema. */
type Schema = Readonly<Record<string, unknown>>;

/**
 * Rewrites a JSON Schema of a policy into what the compiler of types understands, which knows the
 * older drafts, and reads keywords of its own.
 *
 * @param schema - the parsed file.
 * @param name - what the type is to be called.
 */
export function rewriteSchema(schema: unknown, name: string): Schema {
  const isOpen = isObject(schema) ? !shapes.some((keyword) => keyword in schema) : schema === true;
  const { tsType, ...root } = rewrite(isOpen ? openObject(schema) : schema);
  return {
    ...root,
    title: name,
    // Attributes come from interfaces, too, and those don't fit into a type with any keys.
    ...(tsType === anyKeys ? { tsType: 'object' } : tsType === undefined ? {} : { tsType }),
  };
}

/** Attributes are an object, also if their schema does not say so. */
function openObject(schema: unknown): Schema {
  return { ...(isObject(schema) ? schema : {}), type: 'object' };
}

const anyKeys = 'Record<string, unknown>';

/** What says more of a value than that it is an object. */
const refinements = ['patternProperties', '$ref', 'allOf', 'anyOf', 'oneOf', 'enum', 'const'];
const shapes = ['type', 'properties', 'additionalProperties', ...refinements];

// `tsType` and `tsEnumNames` of the file would be copied as code, and `extends` is no JSON Schema. The names of the types are ours.
const dropped = new Set([
  '$schema',
  '$id',
  'id',
  'title',
  'tsType',
  'tsEnumNames',
  'extends',
  'deprecated',
]);
const withSchemas = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items']);
const withNamedSchemas = new Set(['properties', 'patternProperties', '$defs', 'definitions']);
const withSchema = new Set([...withSchemas, 'additionalProperties', 'additionalItems', 'not']);

function rewrite(schema: unknown): Schema {
  if (schema === false) return { tsType: 'never' };
  if (!isObject(schema)) return { tsType: 'unknown' };
  const parts: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (dropped.has(keyword)) continue;
    if (withNamedSchemas.has(keyword) && isObject(value)) {
      parts[keyword] = Object.fromEntries(
        Object.entries(value).map(([name, part]) => [name, rewrite(part)]),
      );
    } else if (withSchemas.has(keyword) && Array.isArray(value)) {
      parts[keyword] = value.map(rewrite);
    } else if (withSchema.has(keyword) && isObject(value)) {
      parts[keyword] = rewrite(value);
    } else {
      parts[keyword] = value;
    }
  }
  if (typeof schema.description !== 'string' && typeof schema.title === 'string') {
    parts.description = schema.title;
  }
  return { ...parts, ...tuple(parts), ...withoutProperties(parts) };
}

/** `prefixItems` was `items`, and what was `items` then is now said of the rest. */
function tuple({ prefixItems, items }: Schema): Schema {
  if (!Array.isArray(prefixItems)) return {};
  return { items: prefixItems, additionalItems: items ?? true, prefixItems: undefined };
}

/** An object of which no property is named would be `{}`, into which everything fits. */
function withoutProperties(schema: Schema): Schema {
  const { type, properties, additionalProperties } = schema;
  if (type !== 'object' || refinements.some((keyword) => keyword in schema)) return {};
  if (isObject(properties) && Object.keys(properties).length > 0) return {};
  if (additionalProperties === false) return { tsType: 'Record<string, never>' };
  return isObject(additionalProperties) ? {} : { tsType: anyKeys };
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
