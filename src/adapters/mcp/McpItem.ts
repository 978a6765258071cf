import { getProperty, isObject, withoutPrototype } from '../../base/value';

/**
 * Something that an MCP server offers, as it is asked about. `attr` is what the server itself says
 * about it, with `arguments` if it is called.
 */
export interface McpItem {
  readonly type: 'tool' | 'prompt' | 'resource' | 'template' | 'method';
  /** The name of a tool or a prompt, the URI of a resource, the URI template, or the method. */
  readonly id: string;
  readonly attr: Readonly<Record<string, unknown>>;
}

/**
 * What the specification says about a tool without annotations. Policies can rely on each being
 * present: Cerbos skips a rule that reads a missing one, also a DENY rule.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/schema#toolannotations
 */
const ANNOTATIONS = {
  title: '',
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: false,
  openWorldHint: true,
};

/**
 * Reads what the server says about a tool, a prompt or a resource: from its place in a list, or from
 * its registration in an `McpServer`.
 *
 * @param source - the list's item, or the registration.
 * @param template - the URI template that a resource belongs to, if it has no registration of its own.
 */
export function describeItem(
  type: Exclude<McpItem['type'], 'method'>,
  id: string,
  source: object | undefined,
  template: string = type === 'template' ? id : '',
): McpItem {
  const metadata = getProperty(source, 'metadata');
  const text = (name: string) => {
    const value = getProperty(source, name) ?? getProperty(metadata, name);
    return typeof value === 'string' ? value : '';
  };
  const annotations = getProperty(source, 'annotations') ?? getProperty(metadata, 'annotations');
  const title = text('title');
  if (type === 'prompt') return { type, id, attr: { title } };
  if (type === 'tool') {
    return { type, id, attr: { title, annotations: { ...ANNOTATIONS, ...present(annotations) } } };
  }
  const attr = {
    title,
    name: text('name'),
    mimeType: text('mimeType'),
    template,
    annotations: present(annotations),
  };
  return { type, id, attr };
}

/** The item as it is asked about: with the name of the server, and arguments where it takes any. */
export function withArguments(item: McpItem, server: string, args: unknown): McpItem {
  const takesNone = item.type === 'resource' || item.type === 'template';
  const attr = { ...item.attr, server };
  return { ...item, attr: takesNone ? attr : { ...attr, arguments: args } };
}

/** The members that have a value: an explicit `undefined` must not replace a default. */
function present(members: unknown): object {
  if (!isObject(members)) return {};
  const entries = Object.entries(withoutPrototype(members)).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries<unknown>(entries);
}
