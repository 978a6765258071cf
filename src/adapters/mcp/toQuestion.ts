import { readResource } from '../../ask/readQuestion';
import type { ParsedQuestion } from '../../ask/types/Question';
import { invalidConfiguration, RejectedError } from '../../base/errors';
import { getProperty, isObject, toAttributes } from '../../base/value';
import type { McpItem } from './McpItem';

/** What the guard of a server asks about an item: the item as a resource. */
export type ItemToResource = (item: McpItem) => {
  readonly kind: string;
  readonly id: string;
  readonly attr?: object;
};

/** The kinds of resource, and the action for the use of an item. */
const KINDS = {
  tool: { kind: 'mcp_tool', action: 'call' },
  prompt: { kind: 'mcp_prompt', action: 'get' },
  resource: { kind: 'mcp_resource', action: 'read' },
  template: { kind: 'mcp_resource', action: 'read' },
  method: { kind: 'mcp_method', action: 'call' },
} as const;

// The PDP takes requests of up to 4 MiB.
const MAX_ARGUMENTS = 1_048_576;

/**
 * Makes the question about an item: to list it, or to use it. If the caller may do neither, the item
 * looks as if it did not exist.
 *
 * @param hasLoader - whether the app has a loader for a kind. What the loader finds is then part of
 * the attributes, but it can't replace what the server itself says.
 * @param custom - asks about another resource.
 * @throws RejectedError `invalid_value` for arguments that are not JSON, or larger than 1 MiB;
 * ConfigurationError if `custom` returns no resource.
 */
export function toQuestion(
  item: McpItem,
  use: 'list' | 'use',
  hasLoader: (kind: string) => boolean,
  custom?: ItemToResource,
): ParsedQuestion {
  const { kind, action } = KINDS[item.type];
  const asked =
    use === 'list'
      ? { actions: ['list'], onDenied: undefined }
      : { actions: [action], onDenied: { notFoundUnless: 'list' } };
  if (custom !== undefined) {
    return { ...asked, resource: readResource(customResource(custom, item), 'resource') };
  }
  const attr = toAttributes(item.attr, 'resource.attr');
  refuseLarge(attr.arguments);
  const own = { kind, id: item.id, policyVersion: undefined, scope: undefined };
  const resource = hasLoader(kind)
    ? { ...own, attr: undefined, beside: attr }
    : { ...own, attr, beside: undefined };
  return { ...asked, resource };
}

function customResource(custom: ItemToResource, item: McpItem): object {
  const resource: unknown = custom(item);
  if (isObject(resource) && typeof getProperty(resource, 'kind') === 'string') return resource;
  throw invalidConfiguration(
    "The option resource of guard must return the resource to ask about. Write resource: ({ id, attr }) => ({ kind: 'mcp_tool', id, attr }).",
  );
}

/** Large arguments are refused here, since the PDP would refuse the whole call. */
function refuseLarge(value: unknown): void {
  if (value === undefined || JSON.stringify(value).length <= MAX_ARGUMENTS) return;
  throw new RejectedError({
    code: 'invalid_value',
    path: 'resource.attr.arguments',
    message:
      'resource.attr.arguments is larger than 1 MiB, which is too much for a question to the PDP. With the option resource of guard, ask without them.',
  });
}
