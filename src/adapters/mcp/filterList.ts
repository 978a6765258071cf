import { isName } from '../../ask/readQuestion';
import { isClerkCerbosError } from '../../base/isClerkCerbosError';
import { getProperty, isObject } from '../../base/value';
import { answerRefusal } from './answerRefusal';
import type { GuardParts } from './GuardParts';
import { keepPrivate } from './McpContext';
import { describeItem, withArguments } from './McpItem';
import type { McpList } from './McpList';
import type { McpHandler } from './McpServerParts';

/**
 * Answers a list with the items that the caller may see. Order, cursor and `_meta` stay.
 *
 * @throws an error of JSON-RPC if there is no answer: clients keep an empty list.
 */
export async function filterList(
  { ask, registrations, ruleOf, server, watch, metadataUrl }: GuardParts,
  { type, key, id }: McpList,
  inner: McpHandler,
  request: object,
  context: object,
): Promise<unknown> {
  try {
    const result = await watch(context, () => inner(request, context));
    const listed: unknown = getProperty(result, key);
    if (!isObject(result) || !Array.isArray(listed)) return { [key]: [] };
    const entries = listed.flatMap((source: unknown) => {
      const name = getProperty(source, id);
      if (!isObject(source) || !isName(name)) return [];
      const item = withArguments(describeItem(type, name, source), server, {});
      return [{ source, asked: [item, ruleOf(registrations.find(type, name)?.callback)] as const }];
    });
    const visible = await ask.toList(
      context,
      entries.map(({ asked }) => asked),
    );
    const shown = entries.filter((_, index) => visible[index] === true);
    return keepPrivate({ ...result, [key]: shown.map(({ source }) => source) }, context);
  } catch (error) {
    if (isClerkCerbosError(error)) return answerRefusal(error, 'list', metadataUrl);
    throw error;
  }
}
