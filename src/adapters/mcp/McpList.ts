import { getProperty, isObject } from '../../base/value';
import type { GuardParts } from './GuardParts';
import type { RegisteredType } from './guardRegistrations';

/** A method that lists items. */
export interface McpList {
  readonly type: RegisteredType;
  readonly method: string;
  /** The member of the result that has the items. */
  readonly key: string;
  /** The member of an item that names it. */
  readonly id: string;
}

const LISTS: readonly McpList[] = [
  { type: 'tool', method: 'tools/list', key: 'tools', id: 'name' },
  { type: 'prompt', method: 'prompts/list', key: 'prompts', id: 'name' },
  { type: 'resource', method: 'resources/list', key: 'resources', id: 'uri' },
  {
    type: 'template',
    method: 'resources/templates/list',
    key: 'resourceTemplates',
    id: 'uriTemplate',
  },
];

/** The list that a method gives; `undefined` for all other methods. */
export function listOf(method: string): McpList | undefined {
  return LISTS.find((list) => list.method === method);
}

// A list without an end must not keep a call waiting.
const MAX_PAGES = 20;

/**
 * What a server that has its own handlers says about an item in its list: its annotations are there
 * only. Not found, or a list that fails, means the strictest annotations.
 */
export async function findListed(
  { unguarded, isOfSdk }: GuardParts,
  type: RegisteredType,
  id: string,
  context: object,
): Promise<object | undefined> {
  const list = LISTS.find((one) => one.type === type);
  const handler = list && unguarded(list.method);
  if (list === undefined || handler === undefined || isOfSdk(list.method)) return undefined;
  let cursor: unknown;
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const params = cursor === undefined ? {} : { cursor };
      const result: unknown = await handler({ method: list.method, params }, context);
      const listed = getProperty(result, list.key);
      const items: readonly unknown[] = Array.isArray(listed) ? listed : [];
      const found = items.find((item) => getProperty(item, list.id) === id);
      if (isObject(found)) return found;
      cursor = getProperty(result, 'nextCursor');
      if (cursor === undefined) return undefined;
    }
  } catch {
    // The handler is the app's. What it does not tell is not known.
  }
  return undefined;
}
